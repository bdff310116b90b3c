use fingerpost::{handler, routes};

routes! {
    site;

    "/<int:id>" => shwo,
}

#[handler]
async fn show(_id: u32) {}

const _: fn() = || drop(show(1));

fn main() {
    site::app();
}
