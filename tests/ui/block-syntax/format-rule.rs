use fingerpost::routes;

routes! {
    site;

    concat!("/users", "/all") => show,
}

async fn show() {}

fn main() {
    site::app();
}
