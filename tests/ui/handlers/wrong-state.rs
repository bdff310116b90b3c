use axum::extract::State;
use fingerpost::routes;

routes! {
    site<String>;

    "/" => show,
}

async fn show(_state: State<Database>) {}

#[derive(Clone)]
struct Database;

fn main() {
    site::app(String::new());
}
