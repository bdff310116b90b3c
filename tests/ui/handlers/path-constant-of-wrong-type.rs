use fingerpost::routes;

routes! {
    site;

    "/users" => show(self::FIRST),
}

const FIRST: u64 = 1;

async fn show(_page: u32) {}

fn main() {
    site::app();
}
