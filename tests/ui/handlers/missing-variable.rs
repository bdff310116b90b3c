use fingerpost::routes;

routes! {
    site;

    "/users" => show,
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
