use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z]+") = Slug;

    "/<slug:name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
