//! The blog of Flask's tutorial.

use fingerpost::routes;

routes! {
    flaskr;

    "/hello" => hello,

    within auth {
        submount "/auth" {
            GET | POST "/register" => register,
            GET | POST "/login"    => login,
            "/logout"              => logout,
        }
    }

    within blog {
        "/"                        => index,
        GET | POST "/create"       => create,
        GET | POST "/<int:id>/update" => update,
        POST "/<int:id>/delete"    => delete,
    }

    "/static/<path:filename>" => file,
}

async fn hello() {}
async fn file(_filename: String) {}

mod auth {
    pub async fn register() {}
    pub async fn login() {}
    pub async fn logout() {}
}

mod blog {
    pub async fn index() {}
    pub async fn create() {}
    pub async fn update(_id: u32) {}
    pub async fn delete(_id: u32) {}
}

fn main() {
    flaskr::app();
}
