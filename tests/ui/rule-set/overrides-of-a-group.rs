use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
    #[overrides(show)]
    submount "/pages" {
        "/new" => create,
        "/<name>" => page,
    }
}

async fn show(_: String) {}
async fn create() {}
async fn page(_: String) {}

fn main() {
    site::app();
}
