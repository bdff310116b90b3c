use fingerpost::routes;

routes! {
    site;

    "/users/<uuid:id>" => show,
}

async fn show(_id: u128) {}

fn main() {
    site::app();
}
