use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show(_user: User) {}

struct User;

fn main() {
    site::app();
}
