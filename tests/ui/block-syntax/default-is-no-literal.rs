use fingerpost::routes;

routes! {
    site;

    #[defaults(page = std::u32::MAX)]
    "/" => list(page),
    "/<int:page>" => list,
}

async fn list(_page: u32) {}

fn main() {}
