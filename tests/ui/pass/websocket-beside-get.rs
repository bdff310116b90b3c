//! Upgrades and plain requests do not meet: rules for the one may cross rules for the other.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/feed"                     => page,
    WEBSOCKET "/feed"           => feed,

    // They cross at /rooms/new.
    "/rooms/<name>"             => room,
    WEBSOCKET "/<any(rooms, halls):kind>/new" => hall,

    ANY "/all/<path:rest>"      => room,
    WEBSOCKET "/all/<path:rest>" => follow,

    WEBSOCKET "/chat/<name>"    => room,
    WEBSOCKET "/chat/lobby"     => feed,
}

async fn page() {}
async fn feed() {}
async fn room(_name: String) {}
async fn hall(_kind: String) {}
async fn follow(_rest: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /feed", "page"),
        ("WEBSOCKET /feed", "feed"),
        ("GET /rooms/new", "room"),
        ("WEBSOCKET /rooms/new", "hall"),
        ("GET /all/a/b", "room"),
        ("WEBSOCKET /all/a/b", "follow"),
        ("WEBSOCKET /chat/lobby", "feed"),
        ("WEBSOCKET /chat/ann", "room"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
