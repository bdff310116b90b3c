//! Who wins is said, in either direction, for a rule and for a group.

use fingerpost::routes;

routes! {
    site;

    "/users/<name>" => user,
    #[overrides(user, pages::show)]
    "/<kind>/new" => create,
    "/pages/<name>" => pages::show,

    #[overrides(create)]
    submount "/files" {
        "/<name>" => file,
        "/<name>/raw" => file,
    }

    within admin {
        submount "/admin" {
            "/<int(max=5):low>/<int:page>" => low,
            #[overrides(low)]
            "/<int:any>/<int(max=5):page>" => first_pages,
        }
    }
}

mod pages {
    pub async fn show(_: String) {}
}

mod admin {
    pub async fn low(_: u32, _: u32) {}
    pub async fn first_pages(_: u32, _: u32) {}
}

async fn user(_: String) {}
async fn create(_: String) {}
async fn file(_: String) {}

fn main() {
    site::app();
}
