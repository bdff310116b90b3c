use fingerpost::routes;

routes! {
    site;

    "/pages/<int(min=0):page>" => page,
    GET | POST "/pages/<int:number>" => number,
}

async fn page(_: u32) {}
async fn number(_: u32) {}

fn main() {
    site::app();
}
