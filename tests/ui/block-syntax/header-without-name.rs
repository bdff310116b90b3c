use fingerpost::routes;

routes! {
    pub;

    "/" => show,
}

async fn show() {}

fn main() {

}
