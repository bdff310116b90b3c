use fingerpost::routes;

routes! {
    site;

    #[endpoint = "blog"]
    submount "/blog" {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
