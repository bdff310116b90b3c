use fingerpost::{redirect, routes, url};

routes! {
    site;

    subdomain "kb" {
        "/" => index,
    }
}

async fn index() {}

fn main() {
    let _ = redirect(url!(site::index));
}
