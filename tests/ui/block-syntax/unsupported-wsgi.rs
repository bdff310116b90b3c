use fingerpost::routes;

routes! {
    site;

    "/old" => wsgi application,
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
