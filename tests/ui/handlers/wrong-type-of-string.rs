use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => show,
}

async fn show(_name: u32) {}

fn main() {
    site::app();
}
