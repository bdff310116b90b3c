use fingerpost::routes;

routes! {
    site;

    #[overrides(show)]
    "/<name>" => other,
    "/users" => show,
}

async fn show() {}
async fn other(_name: String) {}

fn main() {
    site::app();
}
