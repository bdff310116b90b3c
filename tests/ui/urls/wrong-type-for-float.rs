use fingerpost::{routes, url};

routes! {
    site;

    "/price/<float:price>" => price,
}

async fn price(_price: f64) {}

fn main() {
    let _ = url!(site::price, price = "cheap");
}
