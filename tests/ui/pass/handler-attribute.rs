//! `#[handler]` compares names where it can, and is silent where it can not.

#![deny(warnings)]

use fingerpost::{handler, routes};

use users::index as users_index;

routes! {
    pub site<Db>;

    "/<int:year>/<int:month>" => archive(month, year),
    "/pages/<int:page>" => list,
    #[defaults(page = 1)]
    "/pages" => list,
    "/first" => list(1),
    "/type/<type>" => r#type,
    "/by/<name>" => self::patterns,
    "/generic/<int:id>" => generic::<Db>,
    "/both/<int:id>" => both,

    within users {
        "/users/<int:id>" => show,
        "/users/<int:other>/plain" => plain,
    }
    // Not found, so not compared.
    "/alone/<int:other>" => users_index,
    "/again/<int:other>" => again::second,
    "/method/<int:other>" => Users::show,
}

#[derive(Clone)]
pub struct Db;

/// Of a month.
#[handler]
async fn archive(month: u32, mut year: u32) -> String {
    year += 1;
    format!("{month} of {year}")
}

#[handler]
async fn list(page: u32, _: axum::http::Method) -> String {
    page.to_string()
}

#[handler]
async fn r#type(r#type: String) -> String {
    r#type
}

#[handler]
async fn patterns(_unused: String, axum::extract::State(Db): axum::extract::State<Db>)
where
    Db: Clone,
{
}

#[handler]
async fn generic<S>(id: u32, axum::extract::State(_): axum::extract::State<S>) -> String
where
    S: Clone + Send + Sync + 'static,
    S: axum::extract::FromRef<Db>,
{
    id.to_string()
}

/// A module with the name of a handler.
mod both {}

#[handler]
pub(crate) async fn both(id: u32) -> String {
    id.to_string()
}

mod users {
    use fingerpost::handler;

    #[handler]
    pub async fn show(id: u32) -> String {
        id.to_string()
    }

    pub async fn plain(id: u32) -> String {
        id.to_string()
    }

    #[handler]
    pub async fn index(id: u32) -> String {
        id.to_string()
    }
}

mod again {
    pub use crate::users::{index as first, show as second};
}

struct Users;

impl Users {
    #[handler]
    async fn show(id: u32) -> String {
        id.to_string()
    }

    #[handler]
    async fn method(&self, id: u32) -> String {
        id.to_string()
    }
}

fn main() {
    drop(site::app(Db));
    drop(Users.method(1));
    drop(again::first(1));

    #[handler]
    async fn local(id: u32) -> String {
        id.to_string()
    }
    drop(routes! { "/<int:other>" => local, "/<int:page>/list" => list });
}
