use fingerpost::routes;

routes! {
    site;

    "/files/<path:file>" => file,
    "/files/<path:folder>/" => folder,
}

async fn file(_: String) {}
async fn folder(_: String) {}

fn main() {
    site::app();
}
