use fingerpost::routes;

routes! {
    site;

    "/<name>.<ending>" => file,
    "/<from>-<to>" => range,
}

async fn file(_: String, _: String) {}
async fn range(_: String, _: String) {}

fn main() {
    site::app();
}
