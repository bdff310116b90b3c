use fingerpost::routes;

routes! {
    site;

    "/users/<uuid(4):id>" => show,
}

async fn show(_id: String) {}

fn main() {
    site::app();
}
