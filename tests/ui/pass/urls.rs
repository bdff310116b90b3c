//! Names in any order, values borrowed and owned, names that are keywords or methods of builders,
//! and a block that stands elsewhere.

#![deny(warnings)]

use fingerpost::{BuildUrl as _, HostUrl, Url, url};

mod web {
    fingerpost::routes! {
        /// Its pages.
        pub site;

        "/"                                   => index,
        "/<a>/<int:b>"                        => two,
        "/in/<type>/<fn>/<self>"              => keywords,
        "/at/<query>/<build>/<fragment>"      => methods,
        #[build_only]
        #[endpoint = "app"]
        "/app/<int:clone>",
        #[build_only]
        #[endpoint = "MAP"]
        "/map",
        #[build_only]
        #[endpoint = "url"]
        "/url",
        #[build_only]
        #[endpoint = "static.fn"]
        "/static",
        #[build_only]
        #[endpoint = "no path-at all"]
        "/none",
        host "<host>" {
            "/there"                          => there,
        }
    }

    async fn index() {}
    async fn two(_a: String, _b: u32) {}
    async fn keywords(_type: String, _fn: String, _self: String) {}
    async fn methods(_query: String, _build: String, _fragment: String) {}
    async fn there(_host: String) {}
}

use web::site as pages;

struct Post {
    name: String,
    number: u64,
}

impl Post {
    fn url(&self) -> Option<Url> {
        url!(web::site::two, b = self.number, a = &self.name).ok()
    }
}

fn owned(post: Post) -> Option<Url> {
    url!(web::site::two, a = post.name, b = post.number).ok()
}

fn elsewhere(host: &str) -> Option<HostUrl> {
    url!(pages::there, host = host; host = host).ok()
}

fn main() {
    let post = Post {
        name: "a".to_owned(),
        number: 5,
    };
    assert_eq!(post.url(), owned(post));
    let type_ = "x";
    for (url, expected) in [
        (url!(pages::index,), "/"),
        (url!(pages::keywords, self = "c", fn = "b", r#type = "a"), "/in/a/b/c"),
        (url!(pages::methods, fragment = "c", build = "b", query = "a"; query = type_), "/at/a/b/c?query=x"),
        (url!(pages::url::app, clone = 1), "/app/1"),
        (url!(pages::url::MAP), "/map"),
        (url!(pages::url), "/url"),
        (url!(pages::r#static::r#fn), "/static"),
        (pages::methods().build(1).query(2).fragment(3).query("q", 4).build(), "/at/2/1/3?q=4"),
    ] {
        assert_eq!(url, expected);
    }
    assert!(elsewhere("example.com").is_some() && elsewhere("a/b").is_none());
    pages::app();
}
