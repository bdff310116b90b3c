use fingerpost::routes;

routes! {
    site;

    #[layer(tower::layer::util::Identity::new())]
    submount "/users" {
        "/" => show,
        "/all" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
