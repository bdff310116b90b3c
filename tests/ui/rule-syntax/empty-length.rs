use fingerpost::routes;

routes! {
    site;

    "/users/<string(minlength=9, maxlength=1):name>" => show,
}

async fn show(_name: String) {}

fn main() {
    site::app();
}
