use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show(ids),
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
