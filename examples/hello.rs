//! Two hosts, four pages: `cargo run --example hello`, then
//! `curl http://localhost:5000/say/ann` and `curl http://kb.localhost:5000/test`.

use fingerpost::routes;

routes! {
    /// Two hosts, four pages.
    pub site;

    "/"           => hello,
    "/say/<name>" => say,

    subdomain "kb" {
        "/"     => hello2,
        "/test" => hello2::test,
    }
}

async fn hello() -> &'static str { "Hello world!\n" }
async fn say(name: String) -> String { format!("hello {name}\n") }
async fn hello2() -> &'static str { "the knowledge base\n" }
mod hello2 {
    pub async fn test() -> &'static str { "a test page\n" }
}

fn main() -> std::process::ExitCode {
    fingerpost::cli(site::app())
}
