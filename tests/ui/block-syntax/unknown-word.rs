use fingerpost::routes;

routes! {
    site;

    frobnicate "kb" {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
