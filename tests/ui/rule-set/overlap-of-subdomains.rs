use fingerpost::routes;

routes! {
    site;

    subdomain "<tenant>" {
        "/settings" => settings,
    }
    subdomain "www" {
        "/<page>" => page,
    }
}

async fn settings(_: String) {}
async fn page(_: String) {}

fn main() {
    site::app();
}
