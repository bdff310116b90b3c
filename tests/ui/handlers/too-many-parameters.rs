use axum::http::Uri;
use fingerpost::routes;

routes! {
    site;

    "/<int:id>" => show,
}

#[rustfmt::skip]
async fn show(
    _id: u32, _2: Uri, _3: Uri, _4: Uri, _5: Uri, _6: Uri, _7: Uri, _8: Uri, _9: Uri,
    _10: Uri, _11: Uri, _12: Uri, _13: Uri, _14: Uri, _15: Uri, _16: Uri, _17: Uri,
) {}

fn main() {
    site::app();
}
