use axum::Json;
use fingerpost::routes;

routes! {
    site;

    POST "/" => show,
}

async fn show(_user: Json<User>) {}

struct User;

fn main() {
    site::app();
}
