use fingerpost::routes;

routes! {
    site;

    #[defaults(month = 1)]
    "/<int:year>" => archive,
    "/<int:year>/<int:month>" => archive,
    "/of/<int:month>/<int:year>" => archive(year, month),
}

async fn archive(_year: u32, _month: u32) {}

fn main() {}
