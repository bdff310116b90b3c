use fingerpost::routes;

routes! {
    site;

    subdomain "kb" <
        "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
