use fingerpost::routes;

routes! {
    site;

    "/users/<name>/<int:id>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
