use fingerpost::routes;

routes! {
    site;

    host "example.com" { "/users" => show }
    host "example.com" { "/users" => other }
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
