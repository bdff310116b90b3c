use fingerpost::routes;

routes! {
    site;

    #[overrides(create)]
    "/users/<name>" => show,
    #[overrides(show)]
    "/<kind>/new" => create,
}

async fn show(_: String) {}
async fn create(_: String) {}

fn main() {
    site::app();
}
