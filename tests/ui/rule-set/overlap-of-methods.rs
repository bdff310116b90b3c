use fingerpost::routes;

routes! {
    site;

    GET | POST "/<kind>/new" => create,
    POST | PUT "/users/<name>" => show,
}

async fn create(_: String) {}
async fn show(_: String) {}

fn main() {
    site::app();
}
