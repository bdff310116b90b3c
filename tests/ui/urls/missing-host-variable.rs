use fingerpost::{routes, url};

routes! {
    site;

    subdomain "<tenant>" {
        "/items/<int:id>" => item,
    }
}

async fn item(_tenant: String, _id: u32) {}

fn main() {
    let _ = url!(site::item, id = 5);
}
