use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show<T: Default>() {
    drop(T::default());
}

fn main() {
    site::app();
}
