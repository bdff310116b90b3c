use fingerpost::routes;

routes! {
    site;

    GET | POST "/users" => show,
    POST | PUT "/users" => other,
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
