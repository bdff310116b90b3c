use fingerpost::routes;

routes! {
    site;

    "/<string(minlength=2):long>" => long,
    "/<string(maxlength=3):short>" => short,
}

async fn long(_: String) {}
async fn short(_: String) {}

fn main() {
    site::app();
}
