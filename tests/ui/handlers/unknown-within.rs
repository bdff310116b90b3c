use fingerpost::routes;

routes! {
    site;

    within users {
        "/" => shwo,
    }
}

mod users {
    pub async fn show() {}
}

const _: fn() = || drop(users::show());

fn main() {
    site::app();
}
