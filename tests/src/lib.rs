//! What the tests of fingerpost share.

pub mod random;
pub mod reference;
