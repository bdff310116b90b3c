use fingerpost::routes;

routes! {
    site;

    subdomain "kb" {
        host "example.com" {
            "/" => show,
        }
    }
}

async fn show() {}

fn main() {
    site::app();
}
