use fingerpost::{routes, url};

routes! {
    site;

    "/users/<int:id>" => users::show,
    "/hello/<name>" => hello,
}

mod users {
    pub async fn show(_id: u32) {}
}
async fn hello(_name: String) {}

fn main() {
    let _ = url!(site::users::show, id = "five");
    let _ = url!(site::hello, nme = "ann");
    let _ = url!(site::hello);
}
