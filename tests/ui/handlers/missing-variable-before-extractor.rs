use fingerpost::routes;

routes! {
    site;

    "/users" => show,
}

async fn show(_id: u32, _body: String) {}

fn main() {
    site::app();
}
