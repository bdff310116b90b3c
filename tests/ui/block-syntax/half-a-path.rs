use fingerpost::routes;

routes! {
    site;

    "/" => users::,
    "/users" => show,
}

mod users {}
async fn show() {}

fn main() {
    site::app();
}
