use fingerpost::routes;

routes! {
    site;

    subdomain "a..b" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
