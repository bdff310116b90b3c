use fingerpost::routes;

routes! {
    site;

    host "exa_mple.com:80a" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
