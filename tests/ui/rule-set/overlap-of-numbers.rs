use fingerpost::routes;

routes! {
    site;

    "/page/<int(max=5):low>" => low,
    "/page/<int(min=5):high>" => high,
}

async fn low(_: u32) {}
async fn high(_: u32) {}

fn main() {
    site::app();
}
