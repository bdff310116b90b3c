use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show() -> User {
    User
}

struct User;

fn main() {
    site::app();
}
