use axum::extract::State;
use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show(_state: State<Database>) {}

#[derive(Clone)]
struct Database;

fn main() {
    site::app();
}
