use fingerpost::routes;

routes! {
    site;

    mount "/admin" => admin::site,
    "/" => show,
}

mod admin {
    fingerpost::routes! { pub site; }
}

async fn show() {}

fn main() {
    site::app();
}
