use fingerpost::routes;

routes! {
    site;

    "/files" => service router,
}



fn main() {
    let router = axum::Router::new();
    site::app();
    drop::<axum::Router>(router);
}
