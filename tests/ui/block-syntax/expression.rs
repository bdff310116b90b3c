fn main() {
    let app: fingerpost::App = fingerpost::routes! {
        "/" => show,
        "/users/<imt:id>" => show,
    };
    drop(app);
}

async fn show() {}
