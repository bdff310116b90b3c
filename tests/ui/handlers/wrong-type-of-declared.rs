use fingerpost::routes;

routes! {
    site;

    converter slug("[a-z-]+") = Slug;

    "/posts/<slug:name>" => show,
}

struct Slug(String);

impl std::str::FromStr for Slug {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Slug(text.to_owned()))
    }
}

async fn show(name: String) -> String {
    name + &Slug(String::new()).0
}

fn main() {
    site::app();
}
