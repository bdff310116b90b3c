use fingerpost::routes;

routes! {
    site;

    "/admin/users" => show,
    submount "/admin" {
        "/users" => other,
    }
}

async fn show() {}
async fn other() {}

fn main() {
    site::app();
}
