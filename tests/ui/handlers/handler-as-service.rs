use fingerpost::routes;

routes! {
    site;

    "/files" => service files,
}

async fn files() {}

fn main() {
    site::app();
}
