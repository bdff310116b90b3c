use fingerpost::{routes, url};

routes! {
    site;

    "/archive/<int:year>/" => archive(year, 1),
    "/archive/<int:year>/<int:month>/" => archive,
}

async fn archive(_year: u16, _month: u8) {}

fn main() {
    let _ = url!(site::archive, month = 5);
}
