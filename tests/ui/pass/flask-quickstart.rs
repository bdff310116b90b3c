//! The rules of Flask's quickstart, all in one table.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/"                        => index,
    "/hello/"                  => hello,
    "/hello/<name>"            => hello_name,
    "/user/<username>"         => profile,
    "/post/<int:post_id>"      => post,
    "/path/<path:subpath>"     => subpath,
    "/projects/"               => projects,
    "/about"                   => about,
    "/login"                   => login_form,
    POST "/login"              => login,
    "/logout"                  => logout,
    POST "/upload"             => upload,
    "/me"                      => me,
    "/users"                   => users,
    "/static/<path:filename>"  => file,
}

async fn index() {}
async fn hello() {}
async fn hello_name(_name: String) {}
async fn profile(_username: String) {}
async fn post(_post_id: u32) {}
async fn subpath(_subpath: String) {}
async fn projects() {}
async fn about() {}
async fn login_form() {}
async fn login(_form: String) {}
async fn logout() {}
async fn upload(_file: axum::body::Bytes) {}
async fn me() {}
async fn users() {}
async fn file(_filename: String) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /projects", "308 http://localhost/projects/"),
        ("GET /about/", "NotFound"),
        ("GET /hello/ann", "hello_name"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
