use fingerpost::routes;

routes! {
    site;

    subdomain "<path:rest>" { "/" => show }
}

async fn show(_rest: String) {}

fn main() {
    site::app();
}
