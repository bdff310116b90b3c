use fingerpost::routes;

routes! {
    site;

    "/users" => show,
    ANY "/users" => other,
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
