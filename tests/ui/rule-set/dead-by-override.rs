use fingerpost::routes;

routes! {
    site;

    "/users/new" => create,
    #[overrides(create)]
    "/users/<name>" => show,
}

async fn create() {}
async fn show(_: String) {}

fn main() {
    site::app();
}
