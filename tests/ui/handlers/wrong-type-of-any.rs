use fingerpost::routes;

routes! {
    site;

    "/sort/<any(up, down):order>" => show,
}

async fn show(_order: Order) {}

struct Order;

fn main() {
    site::app();
}
