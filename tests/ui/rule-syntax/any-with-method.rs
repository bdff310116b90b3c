use fingerpost::routes;

routes! {
    site;

    ANY | POST "/feed" => show,
}

async fn show() {}

fn main() {
    site::app();
}
