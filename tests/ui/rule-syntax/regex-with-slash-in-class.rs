use fingerpost::routes;

routes! {
    site;

    converter slug("[^.]+") = String;
    "/posts/<slug:name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
