use fingerpost::routes;

routes! {
    site;

    #[build_only]
    "/static/<path:file>",
}

fn main() {}
