use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

async fn show(_id: std::net::IpAddr) {}

fn main() {
    site::app();
}
