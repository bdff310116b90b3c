use fingerpost::routes;

routes! {
    site;

    "/users/<id:int>" => show,
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
