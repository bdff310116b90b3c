use fingerpost::routes;

routes! {
    site<Databse>;

    "/" => show,
}

async fn show() {}

fn main() {
    site::app(());
}
