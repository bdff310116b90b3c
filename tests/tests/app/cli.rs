//! A program of a user: its command line, its signals, its exit code.

use std::process::{Command, Output};

use crate::support::{Client, PROMPT, Program, get};

const SITE: &str = env!("CARGO_BIN_EXE_site");
const HELLO: &str = env!("CARGO_BIN_EXE_hello");

fn output(executable: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(executable).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn routes_lists_the_rules() {
    let (code, stdout, stderr) = output(HELLO, &["routes"]);
    let expected = "\
Endpoint     Methods    Domain  Rule
-----------  ---------  ------  -----------
hello        GET, HEAD          /
say          GET, HEAD          /say/<name>
hello2       GET, HEAD  kb      /
hello2.test  GET, HEAD  kb      /test
";
    assert_eq!(
        (code, stdout.as_str(), stderr.as_str()),
        (Some(0), expected, "")
    );
}

#[test]
fn explain_tells_where_a_request_leads() {
    for (args, code, expected) in [
        (
            &["http://kb.localhost:5000/test"][..],
            0,
            "hello2.test  /test  answers\nresult: answered by hello2.test\n",
        ),
        (
            &["post", "/say/ann"],
            1,
            "\
say  /say/<name>  almost: method POST is not in GET, HEAD  -> 405
result: 405, Allow: GET, HEAD, OPTIONS
",
        ),
        (
            &["OPTIONS", "/say/ann"],
            0,
            "\
say  /say/<name>  almost: method OPTIONS is not in GET, HEAD  -> 200
result: 200, Allow: GET, HEAD, OPTIONS
",
        ),
        (
            &["/sya/ann"],
            1,
            "\
say  /say/<name>  no: \"sya\" is not \"say\": did you mean that?
result: 404
",
        ),
        (
            &["--server-name", "example.com", "http://kb.example.com/test"],
            0,
            "hello2.test  /test  answers\nresult: answered by hello2.test\n",
        ),
        (
            &["http://wiki.localhost/test"],
            1,
            "\
hello2.test  /test  no: the subdomain is \"wiki\", not \"kb\"
result: 404, no rule is for the subdomain \"wiki\"
",
        ),
        (
            &["/%00"],
            1,
            "result: 400, the path of the request has a control character\n",
        ),
    ] {
        let args: Vec<&str> = [&["explain"], args].concat();
        let (found, stdout, stderr) = output(HELLO, &args);
        assert_eq!(
            (found, stdout.as_str(), stderr.as_str()),
            (Some(code), expected, ""),
            "{args:?}"
        );
    }
}

#[test]
fn a_wrong_command_line_is_told() {
    for args in [
        &["--colour"][..],
        &["run", "--colour"],
        &["rotes"],
        &["routes", "--port", "1"],
        &["--port", "1", "routes"],
        &["--port", "65536"],
        &["--port", "-1"],
        &["--port", "http"],
        &["--port"],
        &["run", "extra"],
        &["explain"],
        &["explain", "GET", "/", "/"],
        &["explain", "localhost:5000/"],
        &["explain", "ftp://localhost/"],
        &["explain", "http://a..b/"],
        &["explain", "G T", "/"],
    ] {
        let (code, stdout, stderr) = output(SITE, args);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(stderr.starts_with("error: "), "{args:?}: {stderr}");
    }
    let (code, stdout, stderr) = output(SITE, &["--help"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for word in [
        "run",
        "routes",
        "explain",
        "--host",
        "--port",
        "--server-name",
    ] {
        assert!(stdout.contains(word), "{stdout}");
    }
}

#[test]
fn what_keeps_it_from_starting_is_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (args, expected) in [
        (
            &["run", "--port", &port][..],
            format!("cannot listen on 127.0.0.1:{port}: address already in use"),
        ),
        (
            &["--host", "127.0.0.1:80"],
            "invalid host `127.0.0.1:80`: expected an IP address".into(),
        ),
        (
            &["--host", "http://localhost"],
            "invalid host `http://localhost`".into(),
        ),
        (&["--host", ""], "invalid host ``".into()),
        // Set apart for documentation, so no machine has it.
        (
            &["--host", "192.0.2.1", "--port", "0"],
            "cannot listen on 192.0.2.1:0: this machine does not have that address".into(),
        ),
    ] {
        let (code, stdout, stderr) = output(SITE, args);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{args:?}: {stderr}");
        assert!(
            stderr.starts_with(&format!("error: {expected}")),
            "{args:?}: {stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{args:?}: {stderr}");
        assert!(stderr.ends_with('\n'), "{args:?}: {stderr}");
    }
}

#[tokio::test]
async fn a_server_name_makes_subdomains() {
    let program = Program::serve(HELLO, &["--server-name", "example.com"]);
    let mut client = Client::connect(program.addr).await;
    for (host, path, body) in [
        ("kb.example.com", "/test", "a test page\n"),
        ("example.com", "/", "Hello world!\n"),
        ("kb.localhost", "/test", "not found\n"),
    ] {
        assert_eq!(client.ask(&get(host, path)).await.body, body, "{host}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_an_idle_server() {
    for signal in ["INT", "TERM"] {
        let program = Program::serve(SITE, &[]);
        let mut client = Client::connect(program.addr).await;
        assert_eq!(client.ask(&get("localhost", "/")).await.body, "index\n");
        // The connection stays open, and another has not even said a word.
        let _silent = Client::connect(program.addr).await;
        program.signal(signal);
        let (status, elapsed, said) = program.wait();
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{signal}");
        assert!(elapsed < PROMPT, "{signal}: {elapsed:?}");
        assert!(client.rest().await.is_empty());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_busy_server_ends_with_its_last_request() {
    for signal in ["INT", "TERM"] {
        let program = Program::serve(SITE, &[]);
        let mut client = Client::connect(program.addr).await;
        client.send(get("localhost", "/seconds/1.5")).await;
        client.until("begun\n").await;
        program.signal(signal);
        client.until("done\n").await;
        let (status, elapsed, said) = program.wait();
        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(elapsed < PROMPT, "{signal}: {elapsed:?}");
        // Who waits is told for what.
        assert_eq!(
            said,
            " * Shutting down: up to 10 s for 1 busy connection(s) \
             (press CTRL+C again to quit at once)\n"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_signal_ends_a_busy_server_at_once() {
    let program = Program::serve(SITE, &[]);
    let mut client = Client::connect(program.addr).await;
    client.send(get("localhost", "/seconds/60.0")).await;
    client.until("begun\n").await;
    program.signal("TERM");
    // Long enough that the system does not take the two for one.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    program.signal("INT");
    let (status, elapsed, _) = program.wait();
    assert_eq!(status.code(), Some(0));
    assert!(elapsed < PROMPT, "{elapsed:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_deadline_ends_a_busy_server() {
    let program = Program::serve(SITE, &[]);
    let mut client = Client::connect(program.addr).await;
    client.send(get("localhost", "/seconds/60.0")).await;
    client.until("begun\n").await;
    program.signal("TERM");
    let (status, elapsed, _) = program.wait();
    assert_eq!(status.code(), Some(0));
    let deadline = std::time::Duration::from_secs(10);
    assert!(
        elapsed > deadline / 2 && elapsed < deadline + PROMPT,
        "{elapsed:?}"
    );
}
