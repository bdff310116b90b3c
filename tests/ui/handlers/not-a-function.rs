use fingerpost::routes;

routes! {
    site;

    "/" => Show,
}

struct Show;

fn main() {
    site::app();
}
