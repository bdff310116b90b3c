use fingerpost::routes;

routes! {
    site;

    "/scale/<float:by>" => show,
}

async fn show(_by: u32) {}

fn main() {
    site::app();
}
