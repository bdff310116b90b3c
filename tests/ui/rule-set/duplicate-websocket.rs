use fingerpost::routes;

routes! {
    site;

    WEBSOCKET "/feed" => show,
    WEBSOCKET "/feed" => other,
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
