//! Requests through the whole stack, asked as a user's program and its clients
//! ask: through the public API, in process where that is enough, and over real
//! sockets and processes where these are the subject.

mod axum_world;
mod cli;
mod examples;
mod explain;
mod handlers;
mod hosts;
mod options;
mod pages;
mod routing;
mod server;
mod support;
