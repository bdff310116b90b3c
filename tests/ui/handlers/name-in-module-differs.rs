use fingerpost::routes;

routes! {
    site;

    within users {
        "/<int:id>" => show,
        "/<int:id>/edit" => edit,
    }
}

mod users {
    use fingerpost::handler;

    #[handler]
    pub async fn show(number: u32) -> String {
        number.to_string()
    }

    pub async fn edit(number: u32) -> String {
        number.to_string()
    }
}

fn main() {
    site::app();
}
