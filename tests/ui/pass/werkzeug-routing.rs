//! The tables that Werkzeug's documentation of its routing shows.

use fingerpost::routes;

// The blog that the page begins with.
routes! {
    blog;

    "/"                                                  => blog_pages::index,
    "/<int:year>/"                                       => blog_pages::year,
    "/<int:year>/<int:month>/"                           => blog_pages::month,
    "/<int:year>/<int:month>/<int:day>/"                 => blog_pages::day,
    "/<int:year>/<int:month>/<int:day>/<slug>"           => blog_pages::show,
    "/about"                                             => blog_pages::about,
    "/feeds/"                                            => blog_pages::feeds,
    "/feeds/<name>.rss"                                  => blog_pages::feed,
}

mod blog_pages {
    pub async fn index() {}
    pub async fn year(_year: u32) {}
    pub async fn month(_year: u32, _month: u32) {}
    pub async fn day(_year: u32, _month: u32, _day: u32) {}
    pub async fn show(_year: u32, _month: u32, _day: u32, _slug: String) {}
    pub async fn about() {}
    pub async fn feeds() {}
    pub async fn feed(_name: String) {}
}

// Its subdomains, rule factories and websockets.
routes! {
    company;

    default_subdomain "www";

    "/"                                                  => company_pages::index,
    "/downloads/"                                        => company_pages::downloads,
    "/downloads/<int:id>"                                => company_pages::download,
    "/all/"                                              => company_pages::list(1),
    "/all/page/<int(min=2):page>"                        => company_pages::list,
    "/comments"                                          => company_pages::comments,
    WEBSOCKET "/comments"                                => company_pages::follow,

    subdomain "kb" {
        "/"                                              => company_pages::index,
        "/browse/"                                       => company_pages::browse,
        "/browse/<int:id>/"                              => company_pages::article,
        "/browse/<int:id>/<int:page>"                    => company_pages::article_page,
    }

    subdomain "<user>" {
        "/"                                              => company_pages::home,
        submount "/blog" {
            "/"                                          => company_pages::blog,
            "/entry/<slug>"                              => company_pages::entry,
        }
    }
}

mod company_pages {
    pub async fn index() {}
    pub async fn downloads() {}
    pub async fn download(_id: u32) {}
    pub async fn list(_page: u32) {}
    pub async fn comments() {}
    pub async fn follow() {}
    pub async fn browse() {}
    pub async fn article(_id: u32) {}
    pub async fn article_page(_id: u32, _page: u32) {}
    pub async fn home(_user: String) {}
    pub async fn blog(_user: String) {}
    pub async fn entry(_user: String, _slug: String) {}
}

// One rule for each built-in converter.
routes! {
    converters;

    "/pages/<page>"                                      => text,
    "/language/<string(length=2):code>"                  => text,
    "/page/<any(about, help, imprint):page>"             => text,
    "/wiki/<path:page>"                                  => text,
    "/number/<int:number>"                               => whole,
    "/offset/<int(signed=True):number>"                  => whole,
    "/ratio/<float:number>"                              => float,
    "/object/<uuid:id>"                                  => uuid,
}

async fn text(_text: String) {}
async fn whole(_number: i64) {}
async fn float(_number: f64) {}
async fn uuid(_id: uuid::Uuid) {}

fn main() {
    blog::app();
    company::app();
    converters::app();
}
