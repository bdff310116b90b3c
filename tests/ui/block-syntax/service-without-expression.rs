use fingerpost::routes;

routes! {
    site;

    "/" => service,
    "/users" => show,
}

async fn show() {}

fn main() {
    site::app();
}
