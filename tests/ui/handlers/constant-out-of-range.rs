use fingerpost::routes;

routes! {
    site;

    "/users" => show(256),
}

async fn show(_page: u8) {}

fn main() {
    site::app();
}
