//! Converters in one place, each of which takes a part of what the next one takes, or nothing of it.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    converter slug("[a-z][a-z-]*") = String;

    "/<name>"                              => text,
    "/<int:id>"                            => number,
    "/<uuid:id>"                           => uuid,
    "/<float:share>"                       => float,
    "/<any(about, help):page>"             => any,
    "/about"                               => about,

    // `int` says fixed digits, so it is a part of the plain one, which is a part of the signed one.
    "/years/<int(signed=True):number>"     => signed,
    "/years/<int:number>"                  => number,
    "/years/<int(fixed_digits=4):year>"    => year,

    "/tags/<tag>"                          => text,
    "/tags/<slug:tag>"                     => slug,
    "/tags/<any(new, top):kind>"           => any,

    "/codes/<code>"                        => text,
    "/codes/<string(length=2):code>"       => short,
}

async fn text(_text: String) {}
async fn number(_number: u64) {}
async fn signed(_number: i64) {}
async fn year(_year: u16) {}
async fn uuid(_id: uuid::Uuid) {}
async fn float(_share: f64) {}
async fn any(_page: String) {}
async fn about() {}
async fn slug(_tag: String) {}
async fn short(_code: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /ann", "text"),
        ("GET /5", "number"),
        ("GET /0.5", "float"),
        ("GET /0f8fad5b-d9cb-469f-a165-70867728950e", "uuid"),
        ("GET /help", "any"),
        ("GET /about", "about"),
        ("GET /years/1984", "year"),
        ("GET /years/19840", "number"),
        ("GET /years/-44", "signed"),
        ("GET /tags/new", "any"),
        ("GET /tags/newer", "slug"),
        ("GET /tags/Newer", "text"),
        ("GET /codes/de", "short"),
        ("GET /codes/deu", "text"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
