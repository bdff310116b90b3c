use fingerpost::routes;

routes! {
    site;

    "/old" => redirect "/new",
    "/new" => show,
}

async fn show() {}

fn main() {
    site::app();
}
