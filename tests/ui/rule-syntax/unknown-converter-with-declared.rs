use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z-]+") = String;
    "/posts/<slog:name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
