use fingerpost::routes;

routes! {
    site;

    "/tags/<any(a b):tag>" => show,
}

async fn show(_tag: String) {}

fn main() {
    site::app();
}
