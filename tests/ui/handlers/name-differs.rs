use fingerpost::{handler, routes};

routes! {
    site;

    subdomain "<tenant>" {
        "/users/<int:id>" => show,
    }
}

#[handler]
async fn show(tenant: String, user: u32, body: String) -> String {
    format!("{tenant} {user} {body}")
}

fn main() {
    site::app();
}
