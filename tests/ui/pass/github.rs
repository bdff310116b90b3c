//! A large table that was made for an application, not for a check.

#[path = "../../tables/github.rs"]
mod github;

use fingerpost_tests::answer;
use github::api;

fn main() {
    assert_eq!(api::app().map().rules().len(), 130);
    for (request, endpoint) in [
        ("GET /gists/starred", "gists.starred"),
        ("GET /gists/5", "gists.show"),
        ("GET /repos/pallets/werkzeug/releases/latest", "repos.latest_release"),
        ("GET /repos/pallets/werkzeug/zipball/main", "repos.archive"),
        ("GET /repos/pallets/werkzeug/issues/comments/7", "repos.issues.comment"),
        ("PATCH /repos/pallets/werkzeug/git/refs/heads/main", "repos.git.update_ref"),
    ] {
        assert_eq!(answer(&api::MAP, request), endpoint, "{request}");
    }
}
