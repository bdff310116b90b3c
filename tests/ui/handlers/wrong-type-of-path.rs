use fingerpost::routes;

routes! {
    site;

    "/files/<path:rest>" => show,
}

async fn show(_rest: std::path::PathBuf) {}

fn main() {
    site::app();
}
