use fingerpost::routes;

routes! {
    site;

    submount "/files" <
        "/" => service axum::Router::new(),
    >
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
