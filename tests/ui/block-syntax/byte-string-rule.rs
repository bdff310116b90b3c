use fingerpost::routes;

routes! {
    site;

    b"/users" => show,
}

async fn show() {}

fn main() {
    site::app();
}
