//! The examples, run as they are.

use std::process::Command;

use crate::support::{Client, Program, request};

#[test]
fn memo_is_werkzeugs_introduction() {
    let output = Command::new(env!("CARGO_BIN_EXE_memo")).output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "Map([<Rule 'www|/' -> hello>, <Rule 'kb|/' -> hello2>, <Rule 'kb|/test' -> hello2.test>])",
            "http://www.example.com/ -> hello",
            "http://www.example.com/test -> NotFound",
            "http://kb.example.com/ -> hello2",
            "http://kb.example.com/test -> hello2.test",
            "dispatched: the page of hello2.test",
        ]
    );
}

#[tokio::test]
async fn hello_does_what_the_readme_says() {
    let program = Program::serve(env!("CARGO_BIN_EXE_hello"), &[]);
    let port = program.addr.port();
    let local = format!("localhost:{port}");
    let kb = format!("kb.localhost:{port}");
    let mut client = Client::connect(program.addr).await;
    for (method, host, path, status, body) in [
        ("GET", &local, "/", 200, "Hello world!\n"),
        ("GET", &local, "/say/ann", 200, "hello ann\n"),
        ("GET", &local, "/say/a%2Fb", 200, "hello a/b\n"),
        ("GET", &local, "/say/%FF", 404, "not found\n"),
        ("GET", &local, "/nope", 404, "not found\n"),
        ("GET", &local, "/test", 404, "not found\n"),
        ("GET", &kb, "/", 200, "the knowledge base\n"),
        ("GET", &kb, "/test", 200, "a test page\n"),
        ("GET", &kb, "/say/ann", 404, "not found\n"),
        ("POST", &local, "/", 405, "method not allowed\n"),
        ("OPTIONS", &local, "/", 200, ""),
        ("HEAD", &local, "/", 200, ""),
    ] {
        let reply = client.ask(&request(method, host, path)).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, body),
            "{method} {host}{path}"
        );
        let allow = matches!(method, "POST" | "OPTIONS").then_some("GET, HEAD, OPTIONS");
        assert_eq!(reply.header("allow"), allow, "{method} {path}");
        if method == "HEAD" {
            assert_eq!(reply.header("content-length"), Some("13"));
        }
    }
}

/// Each link leads where it says, from either side.
#[tokio::test]
async fn the_shop_links_both_ways() {
    let program = Program::serve(env!("CARGO_BIN_EXE_urls"), &[]);
    let port = program.addr.port();
    let local = format!("localhost:{port}");
    let shop = format!("shop.localhost:{port}");
    let mut client = Client::connect(program.addr).await;
    for (host, path, links) in [
        (
            &local,
            "/",
            &[
                "http://{shop}/",
                "http://{shop}/teas/0",
                "http://{shop}/teas/1",
                "http://{shop}/teas/2",
            ][..],
        ),
        (&local, "/growers/Bo", &["http://{shop}/teas/1#grower"]),
        (
            &shop,
            "/",
            &["/teas/0", "/teas/1", "/page/2", "http://{local}/"],
        ),
        (&shop, "/page/2", &["/teas/2", "http://{local}/"]),
        (
            &shop,
            "/teas/2",
            &["http://{local}/growers/Ann%20&%20Co?from=Sencha"],
        ),
        (
            &local,
            "/growers/Ann%20&%20Co",
            &["http://{shop}/teas/2#grower"],
        ),
    ] {
        let reply = client.ask(&request("GET", host, path)).await;
        assert_eq!(reply.status, 200, "{host}{path}");
        let found: Vec<&str> = reply
            .body
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let links: Vec<String> = links
            .iter()
            .map(|link| link.replace("{shop}", &shop).replace("{local}", &local))
            .collect();
        // Templates escape slashes too.
        let found: Vec<String> = found
            .iter()
            .map(|link| link.replace("&#x2f;", "/"))
            .collect();
        assert_eq!(found, links, "{host}{path}");
    }
}
