use fingerpost::routes;

routes! {
    site;

    "/users" -> show,
}

async fn show() {}

fn main() {
    site::app();
}
