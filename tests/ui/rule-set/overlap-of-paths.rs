use fingerpost::routes;

routes! {
    site;

    "/<path:page>/edit" => edit,
    "/wiki/<path:page>" => wiki,
}

async fn edit(_: String) {}
async fn wiki(_: String) {}

fn main() {
    site::app();
}
