use fingerpost::{routes, url};

routes! {
    site;

    "/hello/<name>" => hello,
}

async fn hello(_name: String) {}

fn main() {
    let name = String::new();
    let _: fingerpost::Url = url!(site::hello, name = &name);
}
