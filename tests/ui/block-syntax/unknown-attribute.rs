use fingerpost::routes;

routes! {
    site;

    #[strict_slash(false)]
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
