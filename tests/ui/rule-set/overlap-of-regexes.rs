use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z0-9-]+") = String;
    converter code("[A-Z0-9]{2}") = String;

    "/<slug:name>" => by_name,
    "/<code:id>" => by_code,
}

async fn by_name(_: String) {}
async fn by_code(_: String) {}

fn main() {
    site::app();
}
