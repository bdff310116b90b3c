use fingerpost::routes;

routes! {
    site;

    "/old/<int:id>" => redirect "/new/<name>",
}

fn main() {}
