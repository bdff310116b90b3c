use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
}

async fn show() {}

fn main() {
    site::app();
}
