//! GitHub's API: the 130 paths that routers are compared on since the first of them, as rules, as a
//! block and as axum's `Router`, with the same handlers.

use axum::extract::Path;
use axum::routing::get;
use fingerpost::routes;

/// Calls a macro with the rules: each leads to a handler that is named for its variables.
macro_rules! github {
    ($then:ident) => {
        $then! {
            "/applications/<client>/tokens/<token>"                  => text_text,
            "/authorizations"                                        => none,
            "/authorizations/<int:id>"                               => number,
            "/emojis"                                                => none,
            "/events"                                                => none,
            "/feeds"                                                 => none,
            "/gists"                                                 => none,
            "/gists/<gist>"                                          => text,
            "/gists/<gist>/star"                                     => text,
            "/gitignore/templates"                                   => none,
            "/gitignore/templates/<name>"                            => text,
            "/issues"                                                => none,
            "/legacy/issues/search/<owner>/<repo>/<state>/<keyword>" => text_text_text_text,
            "/legacy/repos/search/<keyword>"                         => text,
            "/legacy/user/email/<email>"                             => text,
            "/legacy/user/search/<keyword>"                          => text,
            "/meta"                                                  => none,
            "/networks/<owner>/<repo>/events"                        => text_text,
            "/notifications"                                         => none,
            "/notifications/threads/<int:id>"                        => number,
            "/notifications/threads/<int:id>/subscription"           => number,
            "/orgs/<org>"                                            => text,
            "/orgs/<org>/events"                                     => text,
            "/orgs/<org>/issues"                                     => text,
            "/orgs/<org>/members"                                    => text,
            "/orgs/<org>/members/<user>"                             => text_text,
            "/orgs/<org>/public_members"                             => text,
            "/orgs/<org>/public_members/<user>"                      => text_text,
            "/orgs/<org>/repos"                                      => text,
            "/orgs/<org>/teams"                                      => text,
            "/rate_limit"                                            => none,
            "/repos/<owner>/<repo>"                                  => text_text,
            "/repos/<owner>/<repo>/assignees"                        => text_text,
            "/repos/<owner>/<repo>/assignees/<user>"                 => text_text_text,
            "/repos/<owner>/<repo>/branches"                         => text_text,
            "/repos/<owner>/<repo>/branches/<branch>"                => text_text_text,
            "/repos/<owner>/<repo>/collaborators"                    => text_text,
            "/repos/<owner>/<repo>/collaborators/<user>"             => text_text_text,
            "/repos/<owner>/<repo>/comments"                         => text_text,
            "/repos/<owner>/<repo>/commits"                          => text_text,
            "/repos/<owner>/<repo>/commits/<sha>"                    => text_text_text,
            "/repos/<owner>/<repo>/commits/<sha>/comments"           => text_text_text,
            "/repos/<owner>/<repo>/contributors"                     => text_text,
            "/repos/<owner>/<repo>/downloads"                        => text_text,
            "/repos/<owner>/<repo>/downloads/<int:id>"               => text_text_number,
            "/repos/<owner>/<repo>/events"                           => text_text,
            "/repos/<owner>/<repo>/forks"                            => text_text,
            "/repos/<owner>/<repo>/git/blobs/<sha>"                  => text_text_text,
            "/repos/<owner>/<repo>/git/commits/<sha>"                => text_text_text,
            "/repos/<owner>/<repo>/git/refs"                         => text_text,
            "/repos/<owner>/<repo>/git/tags/<sha>"                   => text_text_text,
            "/repos/<owner>/<repo>/git/trees/<sha>"                  => text_text_text,
            "/repos/<owner>/<repo>/hooks"                            => text_text,
            "/repos/<owner>/<repo>/hooks/<int:id>"                   => text_text_number,
            "/repos/<owner>/<repo>/issues"                           => text_text,
            "/repos/<owner>/<repo>/issues/<int:number>"              => text_text_number,
            "/repos/<owner>/<repo>/issues/<int:number>/comments"     => text_text_number,
            "/repos/<owner>/<repo>/issues/<int:number>/events"       => text_text_number,
            "/repos/<owner>/<repo>/issues/<int:number>/labels"       => text_text_number,
            "/repos/<owner>/<repo>/keys"                             => text_text,
            "/repos/<owner>/<repo>/keys/<int:id>"                    => text_text_number,
            "/repos/<owner>/<repo>/labels"                           => text_text,
            "/repos/<owner>/<repo>/labels/<name>"                    => text_text_text,
            "/repos/<owner>/<repo>/languages"                        => text_text,
            "/repos/<owner>/<repo>/milestones"                       => text_text,
            "/repos/<owner>/<repo>/milestones/<int:number>"          => text_text_number,
            "/repos/<owner>/<repo>/milestones/<int:number>/labels"   => text_text_number,
            "/repos/<owner>/<repo>/notifications"                    => text_text,
            "/repos/<owner>/<repo>/pulls"                            => text_text,
            "/repos/<owner>/<repo>/pulls/<int:number>"               => text_text_number,
            "/repos/<owner>/<repo>/pulls/<int:number>/comments"      => text_text_number,
            "/repos/<owner>/<repo>/pulls/<int:number>/commits"       => text_text_number,
            "/repos/<owner>/<repo>/pulls/<int:number>/files"         => text_text_number,
            "/repos/<owner>/<repo>/pulls/<int:number>/merge"         => text_text_number,
            "/repos/<owner>/<repo>/readme"                           => text_text,
            "/repos/<owner>/<repo>/releases"                         => text_text,
            "/repos/<owner>/<repo>/releases/<int:id>"                => text_text_number,
            "/repos/<owner>/<repo>/releases/<int:id>/assets"         => text_text_number,
            "/repos/<owner>/<repo>/stargazers"                       => text_text,
            "/repos/<owner>/<repo>/stats/code_frequency"             => text_text,
            "/repos/<owner>/<repo>/stats/commit_activity"            => text_text,
            "/repos/<owner>/<repo>/stats/contributors"               => text_text,
            "/repos/<owner>/<repo>/stats/participation"              => text_text,
            "/repos/<owner>/<repo>/stats/punch_card"                 => text_text,
            "/repos/<owner>/<repo>/statuses/<sha>"                   => text_text_text,
            "/repos/<owner>/<repo>/subscribers"                      => text_text,
            "/repos/<owner>/<repo>/subscription"                     => text_text,
            "/repos/<owner>/<repo>/tags"                             => text_text,
            "/repos/<owner>/<repo>/teams"                            => text_text,
            "/repositories"                                          => none,
            "/search/code"                                           => none,
            "/search/issues"                                         => none,
            "/search/repositories"                                   => none,
            "/search/users"                                          => none,
            "/teams/<int:id>"                                        => number,
            "/teams/<int:id>/members"                                => number,
            "/teams/<int:id>/members/<user>"                         => number_text,
            "/teams/<int:id>/repos"                                  => number,
            "/teams/<int:id>/repos/<owner>/<repo>"                   => number_text_text,
            "/user"                                                  => none,
            "/user/emails"                                           => none,
            "/user/followers"                                        => none,
            "/user/following"                                        => none,
            "/user/following/<user>"                                 => text,
            "/user/issues"                                           => none,
            "/user/keys"                                             => none,
            "/user/keys/<int:id>"                                    => number,
            "/user/orgs"                                             => none,
            "/user/repos"                                            => none,
            "/user/starred"                                          => none,
            "/user/starred/<owner>/<repo>"                           => text_text,
            "/user/subscriptions"                                    => none,
            "/user/subscriptions/<owner>/<repo>"                     => text_text,
            "/user/teams"                                            => none,
            "/users"                                                 => none,
            "/users/<user>"                                          => text,
            "/users/<user>/events"                                   => text,
            "/users/<user>/events/orgs/<org>"                        => text_text,
            "/users/<user>/events/public"                            => text,
            "/users/<user>/followers"                                => text,
            "/users/<user>/following"                                => text,
            "/users/<user>/following/<other>"                        => text_text,
            "/users/<user>/gists"                                    => text,
            "/users/<user>/keys"                                     => text,
            "/users/<user>/orgs"                                     => text,
            "/users/<user>/received_events"                          => text,
            "/users/<user>/received_events/public"                   => text,
            "/users/<user>/repos"                                    => text,
            "/users/<user>/starred"                                  => text,
            "/users/<user>/subscriptions"                            => text,
        }
    };
}

macro_rules! rules {
    ($($rule:tt => $handler:ident,)*) => {
        /// The rules, in the order of the alphabet.
        pub(crate) const RULES: [&str; 130] = [$($rule),*];
    };
}

macro_rules! block {
    ($($rule:tt => $handler:ident,)*) => {
        routes! { pub(crate) site; within handlers { $($rule => $handler,)* } }
    };
}

macro_rules! router {
    ($($rule:tt => $handler:ident,)*) => {
        /// The same rules and handlers in axum's `Router`.
        pub(crate) fn router() -> axum::Router {
            axum::Router::new()$(.route(&crate::sets::braced($rule), get(extracted::$handler)))*
        }
    };
}

github!(rules);
github!(block);
github!(router);

/// What rules lead to: nothing that takes time, but for the number.
pub(crate) mod handlers {
    pub(crate) async fn none() -> &'static str {
        "ok\n"
    }
    pub(crate) async fn text(_: String) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn text_text(_: String, _: String) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn text_text_text(_: String, _: String, _: String) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn text_text_text_text(
        _: String,
        _: String,
        _: String,
        _: String,
    ) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn text_text_number(_: String, _: String, _: u32) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn number(number: u32) -> String {
        number.to_string()
    }
    pub(crate) async fn number_text(_: u32, _: String) -> &'static str {
        "ok\n"
    }
    pub(crate) async fn number_text_text(_: u32, _: String, _: String) -> &'static str {
        "ok\n"
    }
}

/// The same handlers, as axum's `Router` takes them.
mod extracted {
    use super::{Path, handlers};

    pub(super) use handlers::none;

    pub(super) async fn text(Path(a): Path<String>) -> &'static str {
        handlers::text(a).await
    }

    pub(super) async fn number(Path(a): Path<u32>) -> String {
        handlers::number(a).await
    }

    macro_rules! extracted {
        ($($handler:ident($($argument:ident: $type:ty),+) -> $output:ty;)*) => {$(
            pub(super) async fn $handler(
                Path(($($argument),+)): Path<($($type),+)>,
            ) -> $output {
                handlers::$handler($($argument),+).await
            }
        )*};
    }

    extracted! {
        text_text(a: String, b: String) -> &'static str;
        text_text_text(a: String, b: String, c: String) -> &'static str;
        text_text_text_text(a: String, b: String, c: String, d: String) -> &'static str;
        text_text_number(a: String, b: String, c: u32) -> &'static str;
        number_text(a: u32, b: String) -> &'static str;
        number_text_text(a: u32, b: String, c: String) -> &'static str;
    }
}
