//! Each subdomain that it could be in has a rule of its own.

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
