use fingerpost::routes;

routes! {
    site;

    subdomain "kb" {
        strict_slashes false;
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
