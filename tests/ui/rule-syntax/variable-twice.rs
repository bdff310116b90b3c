use fingerpost::routes;

routes! {
    site;

    "/<int:id>/<int:id>" => show,
}

async fn show(_id: u32, _other: u32) {}

fn main() {
    site::app();
}
