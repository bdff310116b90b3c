use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show() {
    let local: *const u8 = std::ptr::null();
    wait().await;
    drop(local);
}

async fn wait() {}

fn main() {
    site::app();
}
