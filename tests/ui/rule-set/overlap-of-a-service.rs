use fingerpost::routes;

routes! {
    site;

    GET "/<kind>/new" => create,
    "/static/<file>" => service files(),
}

fn files() -> fingerpost::App {
    fingerpost::routes! {}
}

async fn create(_: String) {}

fn main() {
    site::app();
}
