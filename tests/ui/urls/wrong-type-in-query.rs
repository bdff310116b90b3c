use fingerpost::{routes, url};

routes! {
    site;

    "/" => index,
}

async fn index() {}

fn main() {
    let _ = url!(site::index; page = std::time::Duration::ZERO);
}
