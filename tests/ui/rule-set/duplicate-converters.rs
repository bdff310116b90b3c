use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
    "/users/<int:number>" => other,
}

async fn show(_id: u32) {}
async fn other(_number: u32) {}

fn main() {
    site::app();
}
