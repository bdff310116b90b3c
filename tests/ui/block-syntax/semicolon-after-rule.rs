use fingerpost::routes;

routes! {
    site;

    "/" => show;
    "/users" => show,
}

async fn show() {}

fn main() {
    site::app();
}
