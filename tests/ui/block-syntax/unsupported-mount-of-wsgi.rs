use fingerpost::routes;

routes! {
    site;

    mount "/old" => wsgi application,
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
