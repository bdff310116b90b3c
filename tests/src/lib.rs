//! What the tests of fingerpost share.

pub mod corpus;
pub mod random;
pub mod reference;
