use fingerpost::routes;

routes! {
    site;

    "/users/<int:id" => user,
    "/posts/<imt:id>" => post,
    subdomian "kb" {
        "/" => index,
    }
    "/about" => about,
}

async fn user(_id: u32) {}
async fn post(_id: u32) {}
async fn index() {}
async fn about() {}

fn main() {
    site::app();
}
