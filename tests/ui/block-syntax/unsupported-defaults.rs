use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/users" => show,
}

async fn show(_page: u32) {}

fn main() {
    site::app();
}
