use fingerpost::routes;

routes! {
    site;

    "/pages/<int(min=0):page>" => page,
    POST "/pages/<int(min=-1, signed=True):page>" => post,
    GET | POST "/pages/<int(signed=False):number>" => number,
}

async fn page(_: u32) {}
async fn post(_: i32) {}
async fn number(_: u32) {}

fn main() {
    site::app();
}
