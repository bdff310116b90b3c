use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

async fn show(_id: u32) -> User {
    User
}

struct User;

fn main() {
    site::app();
}
