use fingerpost::routes;

routes! {
    site;

    "/<string(length=2):country>" => country,
    "/<string(length=3):currency>" => currency,
    "/<string(minlength=2, maxlength=3):code>" => code,
}

async fn country(_: String) {}
async fn currency(_: String) {}
async fn code(_: String) {}

fn main() {
    site::app();
}
