use fingerpost::routes;

routes! {
    site;

    "/" => users::shwo,
}

mod users {
    pub async fn show() {}
}

const _: fn() = || drop(users::show());

fn main() {
    site::app();
}
