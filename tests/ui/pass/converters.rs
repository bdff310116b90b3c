//! A type with `FromStr` is the type of a converter.

use std::convert::Infallible;
use std::str::FromStr;

use fingerpost::routes;
use uuid::Uuid;

routes! {
    site;

    converter slug("[a-z0-9-]+") = Slug;
    converter key("[0-9a-f-]{36}") = Uuid;
    converter word(r"\w+") = String;
    converter text(r"\w+") = String;
    converter pages("[0-9]+/[0-9]+") = types::Pages;

    "/posts/<slug:name>" => post,
    "/keys/<key:key>" => key,
    "/words/<word:first>/<text:second>" => words,
    "/<pages:range>" => pages,
    subdomain "<slug:tenant>" { "/" => post }
}

struct Slug(#[allow(dead_code)] String);

impl FromStr for Slug {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Slug(text.to_owned()))
    }
}

mod types {
    pub(super) struct Pages;

    impl std::str::FromStr for Pages {
        type Err = ();

        fn from_str(text: &str) -> Result<Self, ()> {
            text.contains('/').then_some(Pages).ok_or(())
        }
    }
}

async fn post(_name: Slug) {}
async fn key(_key: Uuid) {}
async fn words(_first: String, _second: String) {}
async fn pages(_range: types::Pages) {}

fn main() {
    site::app();
}
