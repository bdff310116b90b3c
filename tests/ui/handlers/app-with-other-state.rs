use fingerpost::routes;

routes! {
    site<String>;

    "/" => show,
}

async fn show() {}

fn main() {
    site::app("state");
}
