use fingerpost::routes;

mod hello2 {
    pub async fn test() {}
    pub async fn list<T>() {}
}

routes! {
    site;

    subdomain "kb" < "/test" => hello2::test >

    submount "/a" <
        "/list" => hello2::list::<Vec<Vec<u8>>>,
        "/files" => service (axum::Router::new()),
        submount "/b" < "/" => hello2::test >
    >
}

fn main() {
    site::app();
}
