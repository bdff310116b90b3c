use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/" => list(page),
    #[alias]
    "/page-<int:page>.html" => list,
}

async fn list(_page: u32) {}

fn main() {}
