use fingerpost::routes;

routes! {
    site;

    subdomian "kb" {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
