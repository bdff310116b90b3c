use fingerpost::routes;

routes! {
    site;

    "/" => INDEX,
}

const INDEX: &str = "<h1>Welcome</h1>";

fn main() {
    site::app();
}
