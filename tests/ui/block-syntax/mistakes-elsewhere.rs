//! The block has two mistakes, the program two others: each is told once, and
//! whatever names the block is not blamed.

use fingerpost::routes;

mod web {
    fingerpost::routes! {
        /// What the whole program names.
        pub site<String>;

        "/users/<int:id" => user,
        GTE "/about" => about,
        "/" => index,
    }

    async fn user(_id: u32) {}
    async fn about() {}
    async fn index() -> &'static str {
        1
    }
}

routes! {
    pub(crate) other;

    "/posts/<uid:id>" => post,
}

async fn post(_id: u32) {}

fn main() {
    let app: fingerpost::App = web::site::app(String::from("state"));
    let routers = (axum::Router::from(app), axum::Router::from(other::app()));
    let maps: [&'static fingerpost::Map; 2] = [&web::site::MAP, &other::MAP];
    let number: u32 = "text";
    drop((routers, maps, number));
}
