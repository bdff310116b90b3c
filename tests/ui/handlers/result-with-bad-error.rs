use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show() -> Result<String, std::fmt::Error> {
    Ok(String::new())
}

fn main() {
    site::app();
}
