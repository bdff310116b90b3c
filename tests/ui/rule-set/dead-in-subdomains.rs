use fingerpost::routes;

routes! {
    site;

    subdomain "<any(de, en):language>" {
        "/" => home,
    }
    subdomain "de" {
        "/" => german,
    }
    subdomain "en" {
        "/" => english,
    }
}

async fn home(_: String) {}
async fn german() {}
async fn english() {}

fn main() {
    site::app();
}
