use fingerpost::routes;

routes! {
    site;

    #[defaults(page = 1)]
    "/" => list,
}

async fn list(_page: u32) {}

fn main() {}
