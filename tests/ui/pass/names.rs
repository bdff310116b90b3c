//! Names of the user's and of the expansion's do not meet.

#![allow(non_camel_case_types, dead_code)]

use fingerpost::routes;

type Option = ();
type String = u8;
type Vec = ();
mod std {}
mod core {}
struct Some;
struct Block;

routes! {
    site;

    "/call/<int:__call>/<int:call>" => __call,
    "/handler/<int:handler>" => handler,
    "/value/<int:value>/<int:__value0>" => __value0(__value0, value),
    "/app" => app,
    "/map" => MAP,
    "/type/<int:type>/<int:value>" => __call(r#type, value),
}

async fn __call(_: u8, _: u8) {}
async fn handler(_: u8) {}
async fn __value0(_: u8, _: u8) {}
async fn app() {}
#[allow(non_snake_case)]
async fn MAP() {}

fn main() {
    site::app();
}
