use fingerpost::handler;

/// Not a function.
#[handler]
pub struct Show;

fn main() {
    drop(Show);
}
