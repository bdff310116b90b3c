//! Handlers are found where the block stands; two blocks share a module.

mod blog {
    use fingerpost::routes;

    routes! {
        pub posts;
        "/" => index,
        "/<name>" => super::show,
        "/by/<name>" => authors::show,
        "/about" => crate::about,
        "/imprint" => self::imprint,
    }

    routes! {
        pub(super) feeds;
        "/" => index,
    }

    async fn index() {}
    async fn imprint() {}

    mod authors {
        pub async fn show(_name: String) {}
    }
}

async fn show(_name: String) {}
async fn about() {}

fn main() {
    blog::posts::app();
    blog::feeds::app();
}
