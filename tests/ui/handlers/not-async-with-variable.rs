use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

fn show(id: u32) -> String {
    id.to_string()
}

fn main() {
    site::app();
}
