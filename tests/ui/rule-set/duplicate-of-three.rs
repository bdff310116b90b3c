use fingerpost::routes;

routes! {
    site;

    "/users" => show,
    "/users" => other,
    "/users" => third,
}

async fn show() {}
async fn other() {}
async fn third() {}

fn main() {
    site::app();
}
