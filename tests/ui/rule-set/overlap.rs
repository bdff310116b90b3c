use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
    "/<kind>/new" => create,
}

async fn show(_: String) {}
async fn create(_: String) {}

fn main() {
    site::app();
}
