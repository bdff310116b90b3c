use fingerpost::{routes, url};

routes! {
    site;

    "/posts/<int:year>/<slug>" => post,
}

async fn post(_year: u16, _slug: String) {}

fn main() {
    let _ = url!(site::post, year = 2024; page = 2);
}
