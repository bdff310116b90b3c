//! A rule for every method meets one for POST.

use fingerpost::routes;

routes! {
    site;
    ANY "/<kind>/new" => create,
    POST "/users/<name>" => show,
}

async fn create(_: String) {}
async fn show(_: String) {}

fn main() {
    site::app();
}
