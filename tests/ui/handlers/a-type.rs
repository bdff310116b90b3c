use fingerpost::routes;

routes! {
    site;

    "/" => User,
}

struct User {
    _name: String,
}

fn main() {
    site::app();
}
