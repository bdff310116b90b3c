use fingerpost::{handler, routes};

routes! {
    site;

    "/<int:year>/<int:month>" => archive,
}

#[handler]
async fn archive(month: u32, year: u32) -> String {
    format!("{month} of {year}")
}

fn main() {
    site::app();
}
