use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
    "/pages/<name>" => page,
    #[overrides(page)]
    "/users/new" => create,
}

async fn show(_: String) {}
async fn page(_: String) {}
async fn create() {}

fn main() {
    site::app();
}
