use fingerpost::routes;

routes! {
    pub site

    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
