use fingerpost::{routes, url};

routes! {
    site;

    "/jobs/<uuid:id>" => job,
}

async fn job(_id: String) {}

fn main() {
    let _ = url!(site::job, id = 5);
}
