use fingerpost::routes;

routes! {
    site;

    POST | WEBSOCKET "/feed" => show,
}

async fn show() {}

fn main() {
    site::app();
}
