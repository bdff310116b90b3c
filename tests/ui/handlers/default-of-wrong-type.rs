use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/" => list,
    #[build_only]
    #[endpoint = "list"]
    "/<int:page>",
}

async fn list(_page: bool) {}

fn main() {}
