use fingerpost::routes;

routes! {
    site<Database>;

    "/" => show,
    "/users" => users,
}

async fn show() {}
async fn users() {}

struct Database;

fn main() {
    site::app(Database);
}
