use fingerpost::routes;

routes! {
    site;

    subdomain "kb" {
        "/users" => show,
    }
    subdomain "KB" {
        submount "/users" {
            "" => other,
        }
    }
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
