//! Defaults, aliases, redirects and rules that are only built.

#![deny(warnings)]

use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/" => list,
    "/<int:page>" => list,
    #[alias]
    "/page-<int:page>.html" => list,

    #[defaults(size = 1.5, kind = "small", shown = true, shift = -3)]
    "/items" => items(size, kind, shown, shift),

    #[build_only]
    submount "/static" {
        #[endpoint = "static"]
        "/<path:file>",
    }

    "/old/<path:rest>" => redirect "/<rest>",
    GET | POST "/older" => redirect "https://example.com/?q=1#top",
}

async fn list(_page: u32) {}
async fn items(_size: f64, _kind: String, _shown: bool, _shift: i8) {}

fn main() {
    let _ = site::app();
}
