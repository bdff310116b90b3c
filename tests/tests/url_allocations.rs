//! How often a URL asks for memory. This counts for the whole program, so it is one of its own.

use allocation_counter::measure;
use fingerpost::rules::BoundRule;
use fingerpost::{routes, url};

routes! { site; "/users/<name>/posts/<int:post>" => post }

async fn post(_name: String, _post: u32) {}

#[test]
fn a_url_of_two_variables_is_one_allocation() {
    let name = String::from("someone with a longer name");
    let post = std::hint::black_box(1234_u32);
    let mut length = 0;
    let count = measure(|| {
        let url = url!(site::post, name = &name, post = post);
        length = url.map_or(0, |url| url.as_str().len());
    });
    assert_eq!(
        length,
        "/users/someone%20with%20a%20longer%20name/posts/1234".len()
    );
    assert_eq!(count.count_total, 1);
    assert_eq!(
        site::MAP.rule(0).and_then(BoundRule::endpoint),
        Some("post")
    );
}
