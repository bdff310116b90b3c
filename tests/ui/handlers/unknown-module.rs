use fingerpost::routes;

routes! {
    site;

    "/" => usres::show,
}

mod users {
    pub async fn show() {}
}

const _: fn() = || drop(users::show());

fn main() {
    site::app();
}
