use fingerpost::routes;

routes! {
    site;

    pub other;
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
