use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async unsafe fn show() {}

fn main() {
    site::app();
}
