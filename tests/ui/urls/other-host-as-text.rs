use fingerpost::{routes, url};

routes! {
    site;

    subdomain "kb" {
        "/" => index,
    }
}

async fn index() {}

fn main() {
    println!("{}", url!(site::index));
}
