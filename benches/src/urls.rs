//! How long a URL takes, beside `format!` of the same parts, which checks and encodes nothing.

use std::hint::black_box;
use std::time::Instant;

use fingerpost::{routes, url};

routes! {
    site;

    "/users/<name>/posts/<int:post>"   => post,
    "/users/<int:id>/posts/<int:post>" => of_number,
}

async fn post(_name: String, _post: u32) {}
async fn of_number(_id: u32, _post: u32) {}

/// The most that a URL may take, as a multiple of what `format!` does.
const LIMIT: f64 = 1.5;

/// Prints nanoseconds for one URL of two variables, the least of several rounds.
pub(crate) fn urls() {
    println!(
        "| variables | `url!` ns | `format!` ns | ratio | limit |\n| --- | --- | --- | --- | --- |"
    );
    let (name, id, post) = (String::from("ann-lee"), 12_345_u32, 678_u32);
    let of_text = [
        least(|| url!(site::post, name = black_box(&name), post = black_box(post))),
        least(|| format!("/users/{}/posts/{}", black_box(&name), black_box(post))),
    ];
    let of_numbers = [
        least(|| url!(site::of_number, id = black_box(id), post = black_box(post))),
        least(|| format!("/users/{}/posts/{}", black_box(id), black_box(post))),
    ];
    for (what, [ours, theirs]) in [("text and `int`", of_text), ("two `int`s", of_numbers)] {
        println!(
            "| {what} | {ours:.0} | {theirs:.0} | {:.2} | {LIMIT} |",
            ours / theirs
        );
    }
}

fn least<T>(mut make: impl FnMut() -> T) -> f64 {
    const TIMES: u32 = 200_000;
    let round = |_| {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(make());
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(TIMES)
    };
    (0..20).map(round).fold(f64::INFINITY, f64::min)
}
