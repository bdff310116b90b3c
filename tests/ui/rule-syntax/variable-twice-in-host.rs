use fingerpost::routes;

routes! {
    site;

    subdomain "<name>.<name>" { "/" => show }
}

async fn show(_first: String, _second: String) {}

fn main() {
    site::app();
}
