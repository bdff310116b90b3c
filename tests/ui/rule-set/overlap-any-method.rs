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
