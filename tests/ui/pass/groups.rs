use fingerpost::routes;

routes! {
    site;

    default_subdomain "www";
    strict_slashes false;
    merge_slashes false;

    "/" => show,

    /// What is written about a group.
    #[strict_slashes(true)]
    subdomain "kb" {
        "/" => show
        submount "/users" {
            "" => show,
            #[merge_slashes(true)]
            "/all" => show
            submount "/<int:id>" < "/" => user, "/edit" => user >
        }
    }

    host "example.com:8080" < submount "/users" < "/" => show > >

    within users {
        "/list" => list,
        "/home" => crate::show,
        within admin { "/admin" => list }
    }
}

async fn show() {}
async fn user(_id: u32) {}

mod users {
    pub async fn list() {}

    pub mod admin {
        pub async fn list() {}
    }
}

fn main() {
    site::app();
}
