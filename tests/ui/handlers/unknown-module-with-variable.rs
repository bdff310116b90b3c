use fingerpost::routes;

routes! {
    site;

    "/<int:id>" => usres::show,
}

mod users {
    pub async fn show(_id: u32) {}
}

const _: fn() = || drop(users::show(1));

fn main() {
    site::app();
}
