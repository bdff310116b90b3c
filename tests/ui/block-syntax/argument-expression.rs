use fingerpost::routes;

routes! {
    site;

    "/<int:id>" => show(id + 1),
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
