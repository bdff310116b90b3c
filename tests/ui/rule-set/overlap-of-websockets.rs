use fingerpost::routes;

routes! {
    site;

    WEBSOCKET "/<room>/feed" => feed,
    WEBSOCKET "/lobby/<channel>" => lobby,
}

async fn feed(_: String) {}
async fn lobby(_: String) {}

fn main() {
    site::app();
}
