use fingerpost::routes;

routes! {
    site;

    "/<any(about, help):page>" => page,
    "/<any(help, terms):legal>" => legal,
}

async fn page(_: String) {}
async fn legal(_: String) {}

fn main() {
    site::app();
}
