use fingerpost::routes;

routes! {
    site;

    "/users/<imt:id>" => show::<u8>,
}

async fn show<T>(_id: T) {}

fn main() {
    site::app();
}
