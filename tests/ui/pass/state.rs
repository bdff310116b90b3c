//! The state may be private, even if the block is not, and the block may be
//! used from elsewhere.

use axum::extract::{FromRef, State};
use fingerpost::routes;

routes! {
    pub site<AppState>;

    "/" => index,
    "/<int:id>" => show,
}

#[derive(Clone)]
struct AppState {
    database: Database,
}

#[derive(Clone)]
struct Database;

impl FromRef<AppState> for Database {
    fn from_ref(state: &AppState) -> Self {
        state.database.clone()
    }
}

async fn index(State(_): State<AppState>) {}
async fn show(_id: u32, State(_): State<Database>) {}

mod web {
    pub mod generic {
        fingerpost::routes! {
            pub site<std::collections::HashMap<String, Vec<u8>>>;
            "/" => crate::plain,
        }
    }

    pub mod private {
        fingerpost::routes! {
            pub site<State>;
            "/" => crate::plain,
        }

        #[derive(Clone)]
        struct State;

        pub fn app() -> fingerpost::App {
            site::app(State)
        }
    }
}

async fn plain() {}

fn main() {
    site::app(AppState { database: Database });
    web::generic::site::app(Default::default());
    web::private::app();
}
