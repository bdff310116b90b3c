use fingerpost::routes;

routes! {
    site;

    subdomain "my blog" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
