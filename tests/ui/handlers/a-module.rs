use fingerpost::routes;

routes! {
    site;

    "/" => users,
}

mod users {
    pub async fn _show() {}
}

fn main() {
    site::app();
}
