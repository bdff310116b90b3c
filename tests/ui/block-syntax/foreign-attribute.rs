use fingerpost::routes;

routes! {
    site;

    #[cfg(unix)]
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
