//! The expansion keeps to the lints of the crate around it.

#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations)]
#![deny(unused_qualifications, unused_results, private_interfaces, private_bounds)]
#![deny(single_use_lifetimes, trivial_casts, non_ascii_idents, unnameable_types)]
#![forbid(unsafe_code)]

use fingerpost::{handler, routes};

routes! {
    /// The site.
    site<State>;

    converter slug("[a-z]+") = String;

    "/" => index,
    "/<int:id>/<slug:name>" => show,
    "/<int:id>" => show(id, "none"),
    "/files" => service axum::Router::new(),
    "/public/<int:id>" => public,
    subdomain "<tenant>" { "/" => tenant }
}

#[derive(Clone, Debug)]
struct State;

async fn index() {}
async fn show(_id: u32, _name: String) {}

/// A handler that other crates may name.
#[handler]
pub async fn public(id: u32) -> String {
    id.to_string()
}
async fn tenant(_tenant: String) {}

/// A public module of a private crate.
pub mod public {
    fingerpost::routes! {
        /// The site.
        pub site;
        "/" => super::index,
    }
}

fn main() {
    let app = site::app(State);
    let other = public::site::app();
    let last = routes! { "/" => index };
    drop((app, other, last));
}
