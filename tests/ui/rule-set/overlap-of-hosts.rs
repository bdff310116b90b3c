use fingerpost::routes;

routes! {
    site;

    host "example.com" {
        "/status" => status,
    }
    host "<name>:8080" {
        "/<page>" => page,
    }
}

async fn status() {}
async fn page(_: String, _: String) {}

fn main() {
    site::app();
}
