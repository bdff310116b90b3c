use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

fn show() -> String {
    String::new()
}

fn main() {
    site::app();
}
