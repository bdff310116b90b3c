//! A rule for what two others both answer: nobody can tell which of them would.

use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => user,
    "/<kind>/new" => create,
    "/users/new" => create_user,
}

async fn user(_: String) {}
async fn create(_: String) {}
async fn create_user() {}

fn main() {
    site::app();
}
