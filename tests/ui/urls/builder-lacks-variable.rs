use fingerpost::{BuildUrl as _, routes};

routes! {
    site;

    "/users/<int:id>" => users::show,
}

mod users {
    pub async fn show(_id: u32) {}
}

fn main() {
    let _ = site::users::show().build();
}
