use fingerpost::routes;

routes! {
    site;

    "/" => shwo,
}

async fn show() {}

const _: fn() = || drop(show());

fn main() {
    site::app();
}
