use fingerpost::routes;

routes! {
    site;

    submount "admin" { "/users" => show }
}

async fn show() {}

fn main() {
    site::app();
}
