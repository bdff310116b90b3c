use fingerpost::routes;

routes! {
    site;

    "/<path:page>/edit" => edit,
    "/wiki/<page>/<action>" => act,
}

async fn edit(_: String) {}
async fn act(_: String, _: String) {}

fn main() {
    site::app();
}
