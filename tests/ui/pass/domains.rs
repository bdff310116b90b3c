//! The variables of a host come before those of the path.

use fingerpost::routes;

routes! {
    site;

    subdomain "<tenant>" { "/<int:id>" => show }
    subdomain "<tenant>.<any(eu, us):region>" { "/<int:id>" => show_region }
    host "<name>.example.com" { "/<int:id>" => show }
    host "Bücher.example" { "/" => index }
    subdomain "" { "/" => index }
}

async fn show(_tenant: String, _id: u32) {}
async fn show_region(_tenant: String, _region: String, _id: u32) {}
async fn index() {}

fn main() {
    site::app();
}
