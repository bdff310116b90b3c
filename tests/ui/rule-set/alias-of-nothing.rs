use fingerpost::routes;

routes! {
    site;

    #[alias]
    "/index.html" => index,
    "/" => home,
}

async fn index() {}
async fn home() {}

fn main() {}
