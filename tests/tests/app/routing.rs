//! Paths and methods: what is found, what is refused and how, and that no
//! redirect leaves the site.

use axum::extract::OriginalUri;
use fingerpost::{App, TestResponse, routes};
use fingerpost_tests::random::Random;
use http::{Method, Uri};

routes! {
    site;

    "/"             => index,
    "/say/<name>"   => say,
    "/x/"           => slash,
    "/leaf"         => index,
    POST "/form"    => index,
    GET | PUT | DELETE "/item/<int:id>" => item,
    POST "/item/new" => index,
    ANY "/any"      => method,
    GET | OPTIONS "/own" => method,
    "/dir/<name>/"  => say,
    "/a/<b>/c"      => say,
    POST "/drop/"   => index,
    "/files/<path:rest>" => say,
    "/evil.com/x/"  => slash,
    #[strict_slashes(false)]
    "/loose/"       => index,
    #[merge_slashes(false)]
    "/raw/<name>/z" => say,
}

async fn index() -> &'static str {
    "index\n"
}

async fn slash() -> &'static str {
    "slash\n"
}

async fn say(name: String) -> String {
    format!("<{name}>")
}

async fn item(id: u32) -> String {
    format!("item {id}")
}

async fn method(method: Method) -> String {
    method.to_string()
}

async fn ask(method: &str, path: &str) -> TestResponse {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    site::app().test().request(method, path).await
}

/// A response in a line: status, and what counts with it.
fn summary(response: &TestResponse) -> String {
    let status = response.status().as_u16();
    match status {
        308 => format!("308 {}", response.location().unwrap_or("-")),
        405 => format!("405 {}", response.header("allow").unwrap_or("-")),
        200 => format!("200 {}", response.text()),
        _ => status.to_string(),
    }
}

#[tokio::test]
async fn paths_and_methods() {
    for (method, path, expected) in [
        ("GET", "/", "200 index\n"),
        ("GET", "/nope", "404"),
        ("GET", "/say", "404"),
        ("GET", "/say/", "404"),
        ("GET", "/say/ann", "200 <ann>"),
        ("GET", "/say/ann/", "404"),
        ("GET", "/leaf/", "404"),
        // Values: decoded once, and only inside of their segment.
        ("GET", "/say/a%2Fb", "200 <a/b>"),
        ("GET", "/say/%E2%82%AC", "200 <€>"),
        ("GET", "/say/%252F", "200 <%2F>"),
        ("GET", "/say/a+b", "200 <a+b>"),
        ("GET", "/say/a%20b?name=c", "200 <a b>"),
        ("GET", "/%73ay/x", "200 <x>"),
        ("GET", "/say/%", "200 <%>"),
        ("GET", "/say/%zz", "200 <%zz>"),
        ("GET", "/say/%2E%2E", "200 <..>"),
        ("GET", "/say%2Fann", "404"),
        ("GET", "/say/%FF", "404"),
        ("GET", "/files/a/b", "200 <a/b>"),
        ("GET", "/files/a%2Fb/c", "200 <a/b/c>"),
        ("GET", "/files/%FF/c", "404"),
        ("GET", "/files/../etc", "404"),
        ("GET", "/files/%2e%2e/etc", "404"),
        ("GET", "/files/..%2Fetc", "404"),
        ("GET", "/files/a/./b", "404"),
        ("GET", "/files/%2Fetc", "404"),
        ("GET", "/files/..etc", "200 <..etc>"),
        // Control bytes, however deep.
        ("GET", "/say/%00", "400"),
        ("GET", "/say/a%0Ab", "400"),
        ("GET", "/say/%1f", "400"),
        ("GET", "/say/%7F", "400"),
        ("GET", "/%0d%0aSet-Cookie:%20a=b/", "400"),
        ("GET", "/say/x?%00", "200 <x>"),
        ("GET", "/say/%2500", "200 <%00>"),
        // Methods.
        ("POST", "/", "405 GET, HEAD, OPTIONS"),
        ("BREW", "/", "405 GET, HEAD, OPTIONS"),
        ("GET", "/form", "405 OPTIONS, POST"),
        ("HEAD", "/form", "405 OPTIONS, POST"),
        ("POST", "/form", "200 index\n"),
        ("PATCH", "/item/7", "405 DELETE, GET, HEAD, OPTIONS, PUT"),
        ("DELETE", "/item/7", "200 item 7"),
        ("GET", "/item/x", "404"),
        ("POST", "/item/7", "405 DELETE, GET, HEAD, OPTIONS, PUT"),
        ("POST", "/item/new", "200 index\n"),
        ("GET", "/item/new", "405 OPTIONS, POST"),
        ("BREW", "/any", "200 BREW"),
        ("OPTIONS", "/any", "200 OPTIONS"),
        ("OPTIONS", "/own", "200 OPTIONS"),
        ("POST", "/own", "405 GET, HEAD, OPTIONS"),
        // Slashes at the end.
        ("GET", "/x/", "200 slash\n"),
        ("GET", "/x", "308 /x/"),
        ("GET", "/x?q=1", "308 /x/?q=1"),
        ("GET", "/x?a=%2F&b=//evil.com", "308 /x/?a=%2F&b=//evil.com"),
        ("HEAD", "/x?q=1", "308 /x/?q=1"),
        ("GET", "/dir/a%2Fb%20c", "308 /dir/a%2Fb%20c/"),
        ("GET", "/dir/%e2%82%ac", "308 /dir/%E2%82%AC/"),
        ("GET", "/dir/%FF", "404"),
        ("GET", "/loose", "200 index\n"),
        ("GET", "/loose/", "200 index\n"),
        // A wrong method is told at once, not after a redirect.
        ("GET", "/drop", "405 OPTIONS, POST"),
        ("POST", "/drop?q", "308 /drop/?q"),
        ("POST", "/x", "405 GET, HEAD, OPTIONS"),
        // Slashes in the middle.
        ("GET", "//say//ann", "308 /say/ann"),
        ("GET", "/say//ann?q=1", "308 /say/ann?q=1"),
        ("GET", "///x", "308 /x/"),
        ("GET", "/a//b//c", "308 /a/b/c"),
        ("GET", "//nope", "404"),
        ("GET", "/raw//a/z", "404"),
        ("GET", "/raw/a/z", "200 <a>"),
        // An exact match comes before any merging.
        ("GET", "/files/a//b", "200 <a//b>"),
        // Those who would leave the site.
        ("GET", "//evil.com/x", "308 /evil.com/x/"),
        ("GET", "///evil.com//x?q=1", "308 /evil.com/x/?q=1"),
        ("GET", "//evil.com/%2e%2e", "404"),
        ("GET", "//evil.com", "404"),
        ("GET", "/\\evil.com/x", "404"),
        ("GET", "/%5Cevil.com/x", "404"),
        ("GET", "/%2F/evil.com/x", "404"),
        ("GET", "/%09/evil.com/x", "400"),
    ] {
        assert_eq!(
            summary(&ask(method, path).await),
            expected,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn options_tell_the_methods_of_a_path() {
    for (path, allow) in [
        ("/", Some("GET, HEAD, OPTIONS")),
        ("/form", Some("OPTIONS, POST")),
        ("/item/7", Some("DELETE, GET, HEAD, OPTIONS, PUT")),
        ("/x", Some("GET, HEAD, OPTIONS")),
        ("/nope", None),
    ] {
        let response = ask("OPTIONS", path).await;
        let status = if allow.is_some() { 200 } else { 404 };
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.header("allow"), allow, "{path}");
        assert!(allow.is_none() || response.bytes().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn options_of_the_server_as_a_whole() {
    let response = ask("OPTIONS", "*").await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text(), "");
    assert_eq!(ask("GET", "*").await.status(), 400);
    // The form of a proxy's request names no path, and no rule answers it.
    assert_eq!(ask("CONNECT", "evil.com:443").await.status(), 501);
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    for path in ["/", "/say/%E2%82%AC", "/nope", "/x", "/form", "/say/%00"] {
        let get = ask("GET", path).await;
        let head = ask("HEAD", path).await;
        assert_eq!(head.status(), get.status(), "{path}");
        assert!(head.bytes().is_empty() && !get.bytes().is_empty(), "{path}");
        let mut headers = head.headers().clone();
        let length = headers.remove("content-length").unwrap();
        assert_eq!(length, get.bytes().len().to_string().as_str(), "{path}");
        assert_eq!(&headers, get.headers(), "{path}");
    }
}

#[tokio::test]
async fn a_redirect_is_also_a_page() {
    let response = ask("GET", "/x?q=1&r={|}").await;
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(response.location(), Some("/x/?q=1&r=%7B%7C%7D"));
    let link = "<a href=\"/x/?q=1&amp;r=%7B%7C%7D\">/x/?q=1&amp;r=%7B%7C%7D</a>";
    assert!(response.text().contains(link), "{}", response.text());
}

/// Redirects as often as rules can.
mod redirecting {
    use super::say;

    fingerpost::routes! {
        pub(crate) site;

        "/<name>/"           => say,
        "/<name>/x/"         => say,
        "/<a>/<b>/"          => two,
        #[overrides(say, two)]
        "/deep/<path:rest>/" => say,
        "/leaf/<name>/end"   => say,

        subdomain "<tenant>" {
            "/<name>/"       => two,
        }
    }

    async fn two(a: String, b: String) -> String {
        format!("<{a}> <{b}>")
    }
}

/// A path of pieces that have led clients astray.
fn random_path(random: &mut Random) -> String {
    const PIECES: &str = "/ / / / / / // \\ %2F %2f %5C %09 %0A %20 . .. %2e %2E%2e \
        evil.com evil.com user@evil.com http: javascript: a x deep %E2%80%AE ; %";
    let pieces: Vec<&str> = PIECES.split_whitespace().collect();
    let mut path = String::from("/");
    for _ in 0..random.below(7) {
        path.push_str(random.pick(&pieces));
    }
    path
}
/// Whether every client stays on the host if it is sent there: browsers read a
/// backslash as a slash, and drop tabs and line ends before they look.
fn stays(location: &str) -> bool {
    let mut bytes = location.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && location
            .bytes()
            .all(|byte| byte > b' ' && byte < 0x7F && byte != b'\\')
}

#[test]
fn what_stays_is_known() {
    for (location, expected) in [
        ("/", true),
        ("/evil.com/", true),
        ("/%5Cevil.com/", true),
        ("//evil.com/", false),
        ("/\\evil.com/", false),
        ("/\t/evil.com/", false),
        ("\\\\evil.com/", false),
        ("http://evil.com/", false),
        ("evil.com", false),
        ("", false),
    ] {
        assert_eq!(stays(location), expected, "{location:?}");
    }
}

#[tokio::test]
async fn no_redirect_leaves_the_site() {
    let client = redirecting::site::app().test();
    let mut random = Random::new(1);
    let mut redirects = 0;
    for _ in 0..20_000 {
        let path = random_path(&mut random);
        let query = random.pick(&["", "", "?q=1", "?//evil.com", "?\\evil.com"]);
        let uri = format!("{path}{query}");
        // What the HTTP parser refuses never comes to us.
        if uri.parse::<Uri>().is_err() {
            continue;
        }
        let host = random.pick(&["localhost", "evil.com", "kb.localhost:5000", "KB.localhost"]);
        let mut request = client.get(&uri).host(host);
        // Mounted somewhere, the prefix being the client's choice as well.
        let script_name = random.pick(&["", "", "/app", "/a%2F", "//evil.com", "/\\evil.com"]);
        if !script_name.is_empty() {
            let original = format!("{script_name}{uri}").parse().unwrap();
            request = request.extension(OriginalUri(original));
        }
        let response = request.await;
        let Some(location) = response.location() else {
            assert_ne!(response.status(), 308);
            continue;
        };
        redirects += 1;
        assert_eq!(response.status(), 308, "{script_name} {uri}");
        assert!(stays(location), "{script_name} {uri} leads to {location:?}");
        if script_name.is_empty() {
            let next = client.get(location).host(host).await;
            assert_eq!(next.status(), 200, "{uri} leads to {location}");
        }
    }
    assert!(redirects > 2_000, "only {redirects} tries were redirected");
}

#[tokio::test]
async fn nor_does_one_below_a_mount() {
    for prefix in ["/app", "/{tenant}", "/app/{tenant}"] {
        let router = axum::Router::new().nest_service(prefix, redirecting::site::app());
        let mut random = Random::new(2);
        let mut redirects = 0;
        for _ in 0..3_000 {
            let uri = match prefix {
                "/{tenant}" => random_path(&mut random),
                _ => format!("/app{}", random_path(&mut random)),
            };
            let Ok(request) = http::Request::get(&uri).body(axum::body::Body::empty()) else {
                continue;
            };
            let response = tower::ServiceExt::oneshot(router.clone(), request).await;
            let response = response.unwrap();
            if let Some(location) = response.headers().get("location") {
                redirects += 1;
                let location = location.to_str().unwrap();
                assert!(stays(location), "{prefix}: {uri} leads to {location:?}");
                let below = !prefix.starts_with("/app") || location.starts_with("/app/");
                assert!(below, "{prefix}: {uri} leads to {location:?}");
            }
        }
        assert!(redirects > 200, "only {redirects} below {prefix}");
    }
}

#[tokio::test]
async fn a_block_can_be_an_expression() {
    fn compiles() -> std::process::ExitCode {
        fingerpost::run(routes! { subdomain "kb" < "/test" => hello2::test > })
    }
    let _ = compiles as fn() -> std::process::ExitCode;

    let greeting = String::from("moin\n");
    let plain = move || async move { greeting };
    let served = axum::Router::new().fallback(plain);
    let app: App = routes! {
        subdomain "kb" < "/test" => hello2::test >
        "/local" => service served,
    };
    let client = app.test();
    let response = client.get("/test").host("kb.localhost").await;
    assert_eq!(response.text(), "a test page\n");
    assert_eq!(client.get("/test").await.status(), 404);
    assert_eq!(client.get("/local").await.text(), "moin\n");
}

mod hello2 {
    pub(crate) async fn test() -> &'static str {
        "a test page\n"
    }
}
