//! The rule language by itself: the same answers as Werkzeug, but for the
//! differences that `COMPATIBILITY.md` lists.

mod acceptance;
mod corpus;
mod mistakes;
mod overlaps;
mod regressions;
mod upstream;
