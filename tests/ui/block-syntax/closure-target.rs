use fingerpost::routes;

routes! {
    site;

    "/" => || async {},
    "/users" => show,
}

async fn show() {}

fn main() {
    site::app();
}
