use fingerpost::{routes, url};

routes! {
    site;

    "/files/<path:file>" => files,
}

async fn files(_file: String) {}

fn main() {
    let _ = url!(site::files, file = std::path::Path::new("a"));
}
