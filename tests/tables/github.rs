//! GitHub's API, as its third version had it: 130 rules that somebody needed, not made to measure.
//!
//! What is to be tried on a table of real size tries it on this one. As data it is
//! `github::api::MAP.rules()`.

use fingerpost::routes;

routes! {
    pub(crate) api;

    "/events"                                                  => events::all,
    "/feeds"                                                   => events::feeds,
    "/issues"                                                  => user::all_issues,
    "/repositories"                                            => repos::all,

    within authorizations {
        submount "/authorizations" {
            ""                                                 => list,
            POST ""                                            => create,
            "/<int:id>"                                        => show,
            PATCH "/<int:id>"                                  => update,
            DELETE "/<int:id>"                                 => delete,
        }
        "/applications/<client>/tokens/<token>"                => check,
        DELETE "/applications/<client>/tokens/<token>"         => revoke,
    }

    within notifications {
        submount "/notifications" {
            ""                                                 => list,
            PUT ""                                             => read,
            "/threads/<int:id>"                                => thread,
            "/threads/<int:id>/subscription"                   => subscription,
            PUT "/threads/<int:id>/subscription"               => subscribe,
            DELETE "/threads/<int:id>/subscription"            => unsubscribe,
        }
    }

    within gists {
        submount "/gists" {
            ""                                                 => list,
            POST ""                                            => create,
            "/public"                                          => public,
            "/starred"                                         => starred,
            "/<id>"                                            => show,
            PATCH "/<id>"                                      => update,
            DELETE "/<id>"                                     => delete,
            "/<id>/star"                                       => is_starred,
            PUT "/<id>/star"                                   => star,
            DELETE "/<id>/star"                                => unstar,
        }
    }

    within repos {
        submount "/repos/<owner>/<repo>" {
            ""                                                 => show,
            PATCH ""                                           => update,
            DELETE ""                                          => delete,
            "/branches"                                        => branches,
            "/branches/<branch>"                               => branch,
            "/collaborators"                                   => collaborators,
            PUT "/collaborators/<user>"                        => add_collaborator,
            DELETE "/collaborators/<user>"                     => remove_collaborator,
            "/commits"                                         => commits,
            "/commits/<sha>"                                   => commit,
            "/commits/<sha>/comments"                          => commit_comments,
            "/compare/<base>...<head>"                         => compare,
            "/contents/<path:file>"                            => contents,
            PUT "/contents/<path:file>"                        => write_contents,
            "/forks"                                           => forks,
            POST "/forks"                                      => fork,
            "/hooks/<int:id>"                                  => hook,
            "/readme"                                          => readme,
            "/releases"                                        => releases,
            "/releases/latest"                                 => latest_release,
            "/releases/<int:id>"                               => release,
            "/releases/tags/<tag>"                             => release_of_tag,
            "/releases/<int:id>/assets"                        => release_assets,
            "/releases/assets/<int:id>"                        => release_asset,
            "/stargazers"                                      => stargazers,
            "/subscription"                                    => subscription,
            "/<any(tarball, zipball):format>/<ref>"            => archive,

            within git {
                submount "/git" {
                    "/blobs/<sha>"                             => blob,
                    POST "/blobs"                              => create_blob,
                    "/refs"                                    => refs,
                    POST "/refs"                               => create_ref,
                    "/refs/<path:name>"                        => show_ref,
                    PATCH "/refs/<path:name>"                  => update_ref,
                    DELETE "/refs/<path:name>"                 => delete_ref,
                    "/trees/<sha>"                             => tree,
                }
            }

            within issues {
                "/assignees"                                   => assignees,
                "/assignees/<user>"                            => assignee,
                "/labels/<name>"                               => label,
                "/milestones/<int:number>"                     => milestone,

                submount "/issues" {
                    ""                                         => list,
                    POST ""                                    => create,
                    "/<int:number>"                            => show,
                    PATCH "/<int:number>"                      => update,
                    "/<int:number>/comments"                   => comments,
                    POST "/<int:number>/comments"              => add_comment,
                    "/comments"                                => all_comments,
                    "/comments/<int:id>"                       => comment,
                    "/<int:number>/events"                     => events,
                    "/events"                                  => all_events,
                    "/events/<int:id>"                         => event,
                    "/<int:number>/labels"                     => labels,
                    DELETE "/<int:number>/labels/<name>"       => remove_label,
                }
            }

            within pulls {
                submount "/pulls" {
                    ""                                         => list,
                    POST ""                                    => create,
                    "/<int:number>"                            => show,
                    PATCH "/<int:number>"                      => update,
                    "/<int:number>/commits"                    => commits,
                    "/<int:number>/files"                      => files,
                    "/<int:number>/merge"                      => is_merged,
                    PUT "/<int:number>/merge"                  => merge,
                    "/<int:number>/comments"                   => comments,
                    "/comments"                                => all_comments,
                    "/comments/<int:id>"                       => comment,
                }
            }

            within stats {
                submount "/stats" {
                    "/contributors"                            => contributors,
                    "/commit_activity"                         => commit_activity,
                    "/code_frequency"                          => code_frequency,
                }
            }
        }
    }

    within orgs {
        submount "/orgs/<org>" {
            ""                                                 => show,
            "/events"                                          => events,
            "/issues"                                          => issues,
            "/members"                                         => members,
            "/members/<user>"                                  => member,
            DELETE "/members/<user>"                           => remove_member,
            "/repos"                                           => repos,
            "/teams"                                           => teams,
        }
    }

    within teams {
        submount "/teams/<int:id>" {
            ""                                                 => show,
            "/members"                                         => members,
            PUT "/members/<user>"                              => add_member,
            "/repos/<owner>/<repo>"                            => has_repo,
        }
    }

    within search {
        "/search/repositories"                                 => repositories,
        "/search/code"                                         => code,
        "/search/users"                                        => users,
        "/legacy/issues/search/<owner>/<repo>/<any(open, closed):state>/<keyword>" => legacy_issues,
        "/legacy/user/email/<email>"                           => legacy_email,
    }

    within users {
        submount "/users" {
            ""                                                 => list,
            "/<user>"                                          => show,
            "/<user>/events"                                   => events,
            "/<user>/events/public"                            => public_events,
            "/<user>/events/orgs/<org>"                        => events_of_org,
            "/<user>/followers"                                => followers,
            "/<user>/following/<other>"                        => follows,
            "/<user>/repos"                                    => repos,
            "/<user>/starred"                                  => starred,
        }
    }

    within user {
        submount "/user" {
            ""                                                 => show,
            PATCH ""                                           => update,
            "/emails"                                          => emails,
            "/following"                                       => following,
            PUT "/following/<other>"                           => follow,
            "/keys"                                            => keys,
            "/keys/<int:id>"                                   => key,
            "/repos"                                           => repos,
            POST "/repos"                                      => create_repo,
            PUT "/starred/<owner>/<repo>"                      => star,
            DELETE "/subscriptions/<owner>/<repo>"             => unsubscribe,
        }
    }
}

mod events {
    pub(crate) async fn all() {}
    pub(crate) async fn feeds() {}
}

mod user {
    pub(crate) async fn all_issues() {}
    pub(crate) async fn show() {}
    pub(crate) async fn update() {}
    pub(crate) async fn emails() {}
    pub(crate) async fn following() {}
    pub(crate) async fn follow(_: String) {}
    pub(crate) async fn keys() {}
    pub(crate) async fn key(_: u64) {}
    pub(crate) async fn repos() {}
    pub(crate) async fn create_repo() {}
    pub(crate) async fn star(_: String, _: String) {}
    pub(crate) async fn unsubscribe(_: String, _: String) {}
}

mod repos {
    pub(crate) async fn all() {}
    pub(crate) async fn show(_: String, _: String) {}
    pub(crate) async fn update(_: String, _: String) {}
    pub(crate) async fn delete(_: String, _: String) {}
    pub(crate) async fn branches(_: String, _: String) {}
    pub(crate) async fn branch(_: String, _: String, _: String) {}
    pub(crate) async fn collaborators(_: String, _: String) {}
    pub(crate) async fn add_collaborator(_: String, _: String, _: String) {}
    pub(crate) async fn remove_collaborator(_: String, _: String, _: String) {}
    pub(crate) async fn commits(_: String, _: String) {}
    pub(crate) async fn commit(_: String, _: String, _: String) {}
    pub(crate) async fn commit_comments(_: String, _: String, _: String) {}
    pub(crate) async fn compare(_: String, _: String, _: String, _: String) {}
    pub(crate) async fn contents(_: String, _: String, _: String) {}
    pub(crate) async fn write_contents(_: String, _: String, _: String) {}
    pub(crate) async fn forks(_: String, _: String) {}
    pub(crate) async fn fork(_: String, _: String) {}
    pub(crate) async fn hook(_: String, _: String, _: u64) {}
    pub(crate) async fn readme(_: String, _: String) {}
    pub(crate) async fn releases(_: String, _: String) {}
    pub(crate) async fn latest_release(_: String, _: String) {}
    pub(crate) async fn release(_: String, _: String, _: u64) {}
    pub(crate) async fn release_of_tag(_: String, _: String, _: String) {}
    pub(crate) async fn release_assets(_: String, _: String, _: u64) {}
    pub(crate) async fn release_asset(_: String, _: String, _: u64) {}
    pub(crate) async fn stargazers(_: String, _: String) {}
    pub(crate) async fn subscription(_: String, _: String) {}
    pub(crate) async fn archive(_: String, _: String, _: String, _: String) {}

    pub(crate) mod git {
        pub(crate) async fn blob(_: String, _: String, _: String) {}
        pub(crate) async fn create_blob(_: String, _: String) {}
        pub(crate) async fn refs(_: String, _: String) {}
        pub(crate) async fn create_ref(_: String, _: String) {}
        pub(crate) async fn show_ref(_: String, _: String, _: String) {}
        pub(crate) async fn update_ref(_: String, _: String, _: String) {}
        pub(crate) async fn delete_ref(_: String, _: String, _: String) {}
        pub(crate) async fn tree(_: String, _: String, _: String) {}
    }

    pub(crate) mod issues {
        pub(crate) async fn assignees(_: String, _: String) {}
        pub(crate) async fn assignee(_: String, _: String, _: String) {}
        pub(crate) async fn label(_: String, _: String, _: String) {}
        pub(crate) async fn milestone(_: String, _: String, _: u64) {}
        pub(crate) async fn list(_: String, _: String) {}
        pub(crate) async fn create(_: String, _: String) {}
        pub(crate) async fn show(_: String, _: String, _: u64) {}
        pub(crate) async fn update(_: String, _: String, _: u64) {}
        pub(crate) async fn comments(_: String, _: String, _: u64) {}
        pub(crate) async fn add_comment(_: String, _: String, _: u64) {}
        pub(crate) async fn all_comments(_: String, _: String) {}
        pub(crate) async fn comment(_: String, _: String, _: u64) {}
        pub(crate) async fn events(_: String, _: String, _: u64) {}
        pub(crate) async fn all_events(_: String, _: String) {}
        pub(crate) async fn event(_: String, _: String, _: u64) {}
        pub(crate) async fn labels(_: String, _: String, _: u64) {}
        pub(crate) async fn remove_label(_: String, _: String, _: u64, _: String) {}
    }

    pub(crate) mod pulls {
        pub(crate) async fn list(_: String, _: String) {}
        pub(crate) async fn create(_: String, _: String) {}
        pub(crate) async fn show(_: String, _: String, _: u64) {}
        pub(crate) async fn update(_: String, _: String, _: u64) {}
        pub(crate) async fn commits(_: String, _: String, _: u64) {}
        pub(crate) async fn files(_: String, _: String, _: u64) {}
        pub(crate) async fn is_merged(_: String, _: String, _: u64) {}
        pub(crate) async fn merge(_: String, _: String, _: u64) {}
        pub(crate) async fn comments(_: String, _: String, _: u64) {}
        pub(crate) async fn all_comments(_: String, _: String) {}
        pub(crate) async fn comment(_: String, _: String, _: u64) {}
    }

    pub(crate) mod stats {
        pub(crate) async fn contributors(_: String, _: String) {}
        pub(crate) async fn commit_activity(_: String, _: String) {}
        pub(crate) async fn code_frequency(_: String, _: String) {}
    }
}

mod authorizations {
    pub(crate) async fn list() {}
    pub(crate) async fn create() {}
    pub(crate) async fn show(_: u64) {}
    pub(crate) async fn update(_: u64) {}
    pub(crate) async fn delete(_: u64) {}
    pub(crate) async fn check(_: String, _: String) {}
    pub(crate) async fn revoke(_: String, _: String) {}
}

mod notifications {
    pub(crate) async fn list() {}
    pub(crate) async fn read() {}
    pub(crate) async fn thread(_: u64) {}
    pub(crate) async fn subscription(_: u64) {}
    pub(crate) async fn subscribe(_: u64) {}
    pub(crate) async fn unsubscribe(_: u64) {}
}

mod gists {
    pub(crate) async fn list() {}
    pub(crate) async fn create() {}
    pub(crate) async fn public() {}
    pub(crate) async fn starred() {}
    pub(crate) async fn show(_: String) {}
    pub(crate) async fn update(_: String) {}
    pub(crate) async fn delete(_: String) {}
    pub(crate) async fn is_starred(_: String) {}
    pub(crate) async fn star(_: String) {}
    pub(crate) async fn unstar(_: String) {}
}

mod orgs {
    pub(crate) async fn show(_: String) {}
    pub(crate) async fn events(_: String) {}
    pub(crate) async fn issues(_: String) {}
    pub(crate) async fn members(_: String) {}
    pub(crate) async fn member(_: String, _: String) {}
    pub(crate) async fn remove_member(_: String, _: String) {}
    pub(crate) async fn repos(_: String) {}
    pub(crate) async fn teams(_: String) {}
}

mod teams {
    pub(crate) async fn show(_: u64) {}
    pub(crate) async fn members(_: u64) {}
    pub(crate) async fn add_member(_: u64, _: String) {}
    pub(crate) async fn has_repo(_: u64, _: String, _: String) {}
}

mod search {
    pub(crate) async fn repositories() {}
    pub(crate) async fn code() {}
    pub(crate) async fn users() {}
    pub(crate) async fn legacy_issues(_: String, _: String, _: String, _: String) {}
    pub(crate) async fn legacy_email(_: String) {}
}

mod users {
    pub(crate) async fn list() {}
    pub(crate) async fn show(_: String) {}
    pub(crate) async fn events(_: String) {}
    pub(crate) async fn public_events(_: String) {}
    pub(crate) async fn events_of_org(_: String, _: String) {}
    pub(crate) async fn followers(_: String) {}
    pub(crate) async fn follows(_: String, _: String) {}
    pub(crate) async fn repos(_: String) {}
    pub(crate) async fn starred(_: String) {}
}
