//! A small shop over two subdomains, with links both ways: `cargo run --example urls`, then
//! `curl http://localhost:5000/` and `curl http://shop.localhost:5000/`.
//!
//! Links that stand in Rust are checked while the program compiles: rename a handler or a variable,
//! and what links to it says so. Links in templates have names, as in Flask, and are checked when
//! the page is made.

use axum::http::StatusCode;
use axum::response::{Html, Response};
use fingerpost::url::RefusedValue;
use fingerpost::{Urls, redirect, routes, url};
use minijinja::{Environment, context};

routes! {
    /// The company's pages, and its shop.
    pub site;

    "/"                        => pages::index,
    "/growers/<name>"          => pages::grower,

    subdomain "shop" {
        #[defaults(page = 1)]
        "/"                    => shop::list,
        "/page/<int:page>"     => shop::list,
        "/teas/<int:id>"       => shop::tea,
        POST "/basket"         => shop::add,
    }
}

/// Teas, and who grows them.
const TEAS: [(&str, &str); 3] = [("Assam", "Ann"), ("Darjeeling", "Bo"), ("Sencha", "Ann & Co")];

mod pages {
    use super::*;

    const INDEX: &str = "<h1>Teas</h1>
<a href=\"{{ url_for('shop.list') }}\">all</a>
{% for tea in teas %}<a href=\"{{ url_for('shop.tea', id=loop.index0) }}\">{{ tea }}</a>
{% endfor %}";

    pub async fn index(urls: Urls) -> Result<Html<String>, StatusCode> {
        let mut templates = Environment::new();
        // By the name's end it is HTML, in which values are escaped.
        let added = templates.add_template("index.html", INDEX);
        let teas = TEAS.map(|(tea, _)| tea);
        let context = context! { teas, url_for => urls.url_for_function() };
        let page = added.and_then(|()| templates.get_template("index.html")?.render(context));
        page.map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub async fn grower(name: String, urls: Urls) -> Html<String> {
        let teas = TEAS.iter().enumerate().filter(|(_, (_, grower))| *grower == name);
        let links = teas.map(|(id, (tea, _))| {
            let link = urls.to(url!(site::shop::tea, id = id).fragment("grower"));
            format!("<a href=\"{link}\">{tea}</a>\n")
        });
        Html(links.collect())
    }
}

mod shop {
    use super::*;

    const PER_PAGE: usize = 2;

    pub async fn list(page: u32, urls: Urls) -> Html<String> {
        let first = (page.max(1) - 1) as usize * PER_PAGE;
        let mut text = String::new();
        for (id, (tea, _)) in TEAS.iter().enumerate().skip(first).take(PER_PAGE) {
            let link = urls.to(url!(site::shop::tea, id = id));
            text += &format!("<a href=\"{link}\">{tea}</a>\n");
        }
        if first + PER_PAGE < TEAS.len() {
            let next = urls.to(url!(site::shop::list, page = page.saturating_add(1)));
            text += &format!("<a href=\"{next}\">more</a>\n");
        }
        let home = urls.to(url!(site::pages::index));
        Html(text + &format!("<a href=\"{home}\">home</a>\n"))
    }

    /// A text that is known only when the program runs can be empty, which no variable can be, so
    /// this link is a `Result`.
    pub async fn tea(id: usize, urls: Urls) -> Result<Html<String>, RefusedValue> {
        let Some((tea, grower)) = TEAS.get(id) else {
            return Ok(Html("there is no such tea\n".to_owned()));
        };
        let link = urls.to(url!(site::pages::grower, name = *grower; from = *tea)?);
        Ok(Html(format!("<p id=grower>{tea} by <a href=\"{link}\">its grower</a>\n")))
    }

    pub async fn add(urls: Urls, id: String) -> Result<Response, StatusCode> {
        let id: u32 = id.trim().parse().map_err(|_| StatusCode::BAD_REQUEST)?;
        Ok(redirect(urls.to(url!(site::shop::tea, id = id))))
    }
}

fn main() -> std::process::ExitCode {
    fingerpost::cli(site::app())
}
