use fingerpost_rules::{Bind, Map, Outcome};

/// What a map of the server `localhost` says to a request, such as `GET /users/5` or
/// `WEBSOCKET kb.localhost/feed`: the endpoint, the status and target of a redirect, or the name of
/// another outcome.
pub fn answer(map: &Map, request: &str) -> String {
    let (method, url) = request.split_once(' ').unwrap_or(("GET", request));
    let (host, path) = url.split_at(url.find('/').unwrap_or(url.len()));
    let bind = match host.strip_suffix("localhost") {
        Some("") => Bind::to("localhost"),
        Some(labels) => Bind::to("localhost").subdomain(labels.trim_end_matches('.')),
        None if host.is_empty() => Bind::to("localhost"),
        None => Bind::to(host).subdomain(""),
    };
    let (scheme, method) = match method {
        "WEBSOCKET" => ("ws", "GET"),
        _ => ("http", method),
    };
    match map.bind(bind.url_scheme(scheme)) {
        Ok(adapter) => match adapter.match_(path, method) {
            Outcome::Match(found) => found.endpoint().unwrap_or("no endpoint").to_owned(),
            Outcome::Redirect(redirect) => format!("{} {}", redirect.code(), redirect.url()),
            outcome => format!("{outcome:?}"),
        },
        Err(error) => error.to_string(),
    }
}
