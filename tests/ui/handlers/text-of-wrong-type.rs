use fingerpost::routes;

routes! {
    site;

    "/users" => show("one"),
}

async fn show(_page: u32) {}

fn main() {
    site::app();
}
