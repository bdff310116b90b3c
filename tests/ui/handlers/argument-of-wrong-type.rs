use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>/<name>" => show(name, id),
}

async fn show(_id: u32, _name: String) {}

fn main() {
    site::app();
}
