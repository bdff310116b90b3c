use fingerpost::routes;

routes! {
    site;

    subdomain "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
