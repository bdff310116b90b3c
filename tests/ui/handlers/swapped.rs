use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>/<name>" => show,
}

async fn show(_name: String, _id: u32) {}

fn main() {
    site::app();
}
