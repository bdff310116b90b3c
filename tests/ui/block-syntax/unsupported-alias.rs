use fingerpost::routes;

routes! {
    site;

    #[alias]
    "/members" => show,
    "/users" => show,
}

async fn show() {}

fn main() {
    site::app();
}
