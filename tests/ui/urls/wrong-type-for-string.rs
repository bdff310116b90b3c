use fingerpost::{routes, url};

routes! {
    site;

    "/hello/<name>" => hello,
}

async fn hello(_name: String) {}

fn main() {
    let _ = url!(site::hello, name = true);
}
