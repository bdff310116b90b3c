use fingerpost::routes;

routes! {
    site;

    subdomain {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
