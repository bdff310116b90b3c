use fingerpost::routes;

routes! {
    site;

    #[defaults(paeg = 1)]
    "/" => list,
    "/<int:page>" => list,
}

async fn list(_page: u32) {}

fn main() {}
