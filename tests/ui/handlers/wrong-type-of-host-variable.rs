use fingerpost::routes;

routes! {
    site;

    subdomain "<tenant>" {
        "/<int:id>" => show,
    }
}

async fn show(_id: u32, _tenant: String) {}

fn main() {
    site::app();
}
