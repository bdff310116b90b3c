use fingerpost::routes;

routes! {
    site;

    post "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
