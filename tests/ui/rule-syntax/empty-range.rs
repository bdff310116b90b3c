use fingerpost::routes;

routes! {
    site;

    "/users/<int(min=9, max=1):id>" => show,
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
