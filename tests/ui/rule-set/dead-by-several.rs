use fingerpost::routes;

routes! {
    site;

    "/<any(de, en):language>" => home,
    "/de" => german,
    "/en" => english,
}

async fn home(_: String) {}
async fn german() {}
async fn english() {}

fn main() {
    site::app();
}
