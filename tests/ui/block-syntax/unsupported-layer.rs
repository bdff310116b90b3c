use fingerpost::routes;

routes! {
    site;

    #[layer(tower::layer::util::Identity::new())]
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
