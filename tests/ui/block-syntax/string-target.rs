use fingerpost::routes;

routes! {
    site;

    "/old" => "/new",
    "/new" => show,
}

async fn show() {}

fn main() {
    site::app();
}
