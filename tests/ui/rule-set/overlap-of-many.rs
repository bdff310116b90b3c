use fingerpost::routes;

routes! {
    site;

    "/<kind>/new" => create,
    "/users/<name>" => user,
    "/pages/<name>" => page,
    "/files/<name>" => file,
}

async fn create(_: String) {}
async fn user(_: String) {}
async fn page(_: String) {}
async fn file(_: String) {}

fn main() {
    site::app();
}
