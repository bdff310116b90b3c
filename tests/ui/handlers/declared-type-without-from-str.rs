use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z-]+") = Slug;

    "/posts/<slug:name>" => show,
}

struct Slug;

async fn show(_name: Slug) {}

fn main() {
    site::app();
}
