use fingerpost::routes;

routes! {
    site;

    "/" => Users::show,
}

struct Users;

impl Users {
    async fn show(&self) {}
}

fn main() {
    site::app();
}
