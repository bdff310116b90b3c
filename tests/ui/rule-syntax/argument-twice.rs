use fingerpost::routes;

routes! {
    site;

    "/users/<int(4, fixed_digits=4):id>" => show,
}

async fn show(_id: u32) {}

fn main() {
    site::app();
}
