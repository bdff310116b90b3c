//! A block with a name may stand in a function, beside its handlers.

fn main() {
    fingerpost::routes! {
        site<State>;
        "/" => show,
    }

    #[derive(Clone)]
    struct State;

    async fn show() {}

    site::app(State);
}
