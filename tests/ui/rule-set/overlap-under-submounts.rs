use fingerpost::routes;

routes! {
    site;

    submount "/users" {
        "/<name>" => show,
    }
    submount "/<kind>" {
        "/new" => create,
    }
}

async fn show(_: String) {}
async fn create(_: String) {}

fn main() {
    site::app();
}
