use fingerpost::routes;

routes! {
    site;

    ANY "/users" => show,
    ANY "/users" => other,
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
