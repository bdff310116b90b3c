//! What the tests of fingerpost share.

mod answer;
pub mod corpus;
pub mod random;
pub mod reference;

pub use answer::answer;
