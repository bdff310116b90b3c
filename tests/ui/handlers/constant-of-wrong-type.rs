use fingerpost::routes;

routes! {
    site;

    "/users" => show(1),
}

async fn show(_page: String) {}

fn main() {
    site::app();
}
