use fingerpost::routes;

routes! {
    site;

    subdomain "<name>" { "/<name>" => show }
}

async fn show(_tenant: String, _name: String) {}

fn main() {
    site::app();
}
