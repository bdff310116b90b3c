use fingerpost::routes;

routes! {
    site;

    default_subdomain "www";

    "/users" => show,
    subdomain "www" { "/users" => other }
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
