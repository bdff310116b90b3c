//! A block without a name is an expression, which sees the locals.

use axum::Router;
use axum::routing::get;
use fingerpost::routes;

mod pages {
    pub async fn index() {}
}

fn main() {
    let greeting = String::from("hello");
    let router = Router::new().route("/files", get(|| async move { greeting }));

    fingerpost::App::test(&routes! {
        "/" => pages::index,
        "/files" => service router,
        subdomain "kb" < "/test" => pages::index >
    });

    drop(nested());
}

fn nested() -> fingerpost::App {
    async fn local() -> &'static str {
        "local"
    }

    struct Token(u8);

    impl std::str::FromStr for Token {
        type Err = std::num::ParseIntError;

        fn from_str(text: &str) -> Result<Self, Self::Err> {
            text.parse().map(Token)
        }
    }

    async fn spend(token: Token) -> String {
        token.0.to_string()
    }

    let inner = || {
        fingerpost::routes! {
            converter token("[0-9]{3}") = Token;
            "/" => local,
            "/spend/<token:token>" => spend,
        }
    };
    inner()
}
