use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 300)]
    "/" => list,
    "/<int:page>" => list,
}

async fn list(_page: u8) {}

fn main() {}
