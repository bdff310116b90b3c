use fingerpost::{handler, routes};

routes! {
    site;

    #[defaults(page = 1)]
    "/<int:id>" => list(page, id),
}

#[handler]
async fn list(number: u32, id: u32) -> String {
    format!("{number} {id}")
}

fn main() {
    site::app();
}
