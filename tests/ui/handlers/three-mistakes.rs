use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => user,
    "/posts" => post,
    "/about" => about,
    "/" => index,
}

async fn user(_id: String) {}
async fn post(_id: u32) {}
fn about() {}
async fn index() -> &'static str {
    "Hello"
}

fn main() {
    site::app();
}
