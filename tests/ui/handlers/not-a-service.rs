use fingerpost::routes;

routes! {
    site;

    "/files" => service Files,
}

struct Files;

fn main() {
    site::app();
}
