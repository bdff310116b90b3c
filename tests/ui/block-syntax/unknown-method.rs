use fingerpost::routes;

routes! {
    site;

    PSOT "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
