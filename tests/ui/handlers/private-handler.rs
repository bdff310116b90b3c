use fingerpost::routes;

routes! {
    site;

    "/" => users::show,
}

mod users {
    async fn show() {}
}

fn main() {
    site::app();
}
