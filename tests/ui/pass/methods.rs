use fingerpost::routes;

routes! {
    site;

    "/users" => list,
    POST "/users" => create,
    PUT | PATCH "/users/<int:id>" => change,
    GET | HEAD | DELETE "/users/<int:id>" => change,
    ANY "/any" => list,
    PURGE "/cache" => list,
    r#GTE "/other" => list,
    WEBSOCKET "/users" => list,
    POST "/files" => service axum::Router::new(),
}

async fn list() {}
async fn create(_body: String) {}
async fn change(_id: u32) {}

fn main() {
    site::app();
}
