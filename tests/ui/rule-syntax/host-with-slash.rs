use fingerpost::routes;

routes! {
    site;

    host "example.com/blog" { "/" => show }
}

async fn show() {}

fn main() {
    site::app();
}
