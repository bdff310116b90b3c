use fingerpost::{handler, routes};

routes! {
    site;

    "/<int:year>/<int:month>" => archive(1, year, month),
}

#[handler]
async fn archive(page: u32, month: u32, year: u32) -> String {
    format!("{month} of {year}, {page}")
}

fn main() {
    site::app();
}
