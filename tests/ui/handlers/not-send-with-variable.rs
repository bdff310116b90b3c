use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

async fn show(_id: u32) {
    let local: *const u8 = std::ptr::null();
    wait().await;
    drop(local);
}

async fn wait() {}

fn main() {
    site::app();
}
