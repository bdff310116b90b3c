use fingerpost::routes;

routes! {
    site;

    "/" => show,
    "/users"
}

async fn show() {}

fn main() {
    site::app();
}
