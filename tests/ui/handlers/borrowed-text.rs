use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
}

async fn show(_name: &str) {}

fn main() {
    site::app();
}
