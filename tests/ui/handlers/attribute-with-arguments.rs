use fingerpost::{handler, routes};

routes! {
    site;

    "/<int:id>" => show,
}

#[handler(strict, fast)]
async fn show(id: u32) -> String {
    id.to_string()
}

fn main() {
    site::app();
}
