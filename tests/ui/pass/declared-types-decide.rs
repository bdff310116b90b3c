//! The type of a declared converter may refuse what its regular expression takes.

use fingerpost::routes;

routes! {
    site;

    converter even("[0-9]+") = Even;
    converter odd("[0-9]+") = String;

    "/<even:n>" => even,
    #[overrides(even)]
    "/<odd:n>" => odd,
}

struct Even(u32);

impl std::str::FromStr for Even {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Even)
    }
}

impl std::fmt::Display for Even {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

async fn even(_: Even) {}
async fn odd(_: String) {}

fn main() {
    site::app();
}
