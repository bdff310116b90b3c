use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z]+") = String;
    converter slug("[a-z-]+") = String;

    "/<slug:name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
