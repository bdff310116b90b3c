//! Resources inside resources, each with all that is done to one.

use fingerpost::routes;

routes! {
    api;

    within shops {
        submount "/shops" {
            GET    ""            => list,
            POST   ""            => create,
            GET    "/new"        => form,
            GET    "/<int:shop>" => show,
            PUT    "/<int:shop>" => replace,
            PATCH  "/<int:shop>" => update,
            DELETE "/<int:shop>" => delete,
        }
    }

    within products {
        submount "/shops/<int:shop>/products" {
            GET     ""                => list,
            POST    ""                => create,
            GET     "/new"            => form,
            HEAD    "/<uuid:product>" => exists,
            GET     "/<uuid:product>" => show,
            PUT     "/<uuid:product>" => replace,
            PATCH   "/<uuid:product>" => update,
            DELETE  "/<uuid:product>" => delete,
            OPTIONS "/<uuid:product>" => options,

            within reviews {
                submount "/<uuid:product>/reviews" {
                    GET    ""              => list,
                    POST   ""              => create,
                    GET    "/best"         => best,
                    GET    "/<int:review>" => show,
                    PUT | PATCH "/<int:review>" => update,
                    DELETE "/<int:review>" => delete,
                }
            }
        }
    }
}

mod shops {
    pub async fn list() {}
    pub async fn create() {}
    pub async fn form() {}
    pub async fn show(_shop: u32) {}
    pub async fn replace(_shop: u32) {}
    pub async fn update(_shop: u32) {}
    pub async fn delete(_shop: u32) {}
}

mod products {
    use uuid::Uuid;

    pub async fn list(_shop: u32) {}
    pub async fn create(_shop: u32) {}
    pub async fn form(_shop: u32) {}
    pub async fn show(_shop: u32, _product: Uuid) {}
    pub async fn replace(_shop: u32, _product: Uuid) {}
    pub async fn update(_shop: u32, _product: Uuid) {}
    pub async fn delete(_shop: u32, _product: Uuid) {}
    pub async fn exists(_shop: u32, _product: Uuid) {}
    pub async fn options(_shop: u32, _product: Uuid) {}

    pub mod reviews {
        use uuid::Uuid;

        pub async fn list(_shop: u32, _product: Uuid) {}
        pub async fn create(_shop: u32, _product: Uuid) {}
        pub async fn best(_shop: u32, _product: Uuid) {}
        pub async fn show(_shop: u32, _product: Uuid, _review: u32) {}
        pub async fn update(_shop: u32, _product: Uuid, _review: u32) {}
        pub async fn delete(_shop: u32, _product: Uuid, _review: u32) {}
    }
}

fn main() {
    api::app();
}
