use fingerpost::routes;

routes! {
    site;

    strict_slashes false;

    "/about" => about,
    "/about/" => about_us,
}

async fn about() {}
async fn about_us() {}

fn main() {
    site::app();
}
