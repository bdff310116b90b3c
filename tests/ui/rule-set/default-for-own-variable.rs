use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/<int:page>" => list(page),
}

async fn list(_page: u32) {}

fn main() {}
