use fingerpost::routes;

routes! {
    site;

    "/" => show<u8>,
}

async fn show<T>() {}

fn main() {
    site::app();
}
