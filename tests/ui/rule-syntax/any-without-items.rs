use fingerpost::routes;

routes! {
    site;

    "/tags/<any:tag>" => show,
}

async fn show(_tag: String) {}

fn main() {
    site::app();
}
