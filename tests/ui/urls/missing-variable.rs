use fingerpost::{routes, url};

routes! {
    site;

    "/users/<int:id>" => users::show,
}

mod users {
    pub async fn show(_id: u32) {}
}

fn main() {
    let _ = url!(site::users::show);
}
