use fingerpost::{routes, url};

routes! {
    site;

    "/a/<int:a>" => show,
    "/b/<int:b>" => show,
}

async fn show(_id: u32) {}

fn main() {
    let _ = url!(site::show, a = 1, b = 2);
}
