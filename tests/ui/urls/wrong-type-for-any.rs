use fingerpost::{routes, url};

routes! {
    site;

    "/shop/<any(tea, coffee):kind>" => shop,
}

async fn shop(_kind: String) {}

fn main() {
    let _ = url!(site::shop, kind = None::<&str>);
}
