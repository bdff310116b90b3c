use fingerpost::routes;

routes! {
    site;

    "/year/<int(fixed_digits=2):short>" => short,
    "/year/<int(max=50):small>" => small,
}

async fn short(_: u32) {}
async fn small(_: u32) {}

fn main() {
    site::app();
}
