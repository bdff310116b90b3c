use fingerpost::routes;

routes! {
    site;

    converter slug("(?!admin)[a-z]+") = String;
    "/posts/<slug:name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
