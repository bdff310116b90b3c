use fingerpost::routes;

routes! {
    site;

    host "https://example.com" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
