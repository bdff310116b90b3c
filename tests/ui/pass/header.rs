use fingerpost::{App, routes};

routes! {
    /// Documented and public.
    pub site;

    /// The front page.
    "/" => show,
}

routes! {
    hidden;
    "/" => show
}

routes! { pub(crate) empty; }

async fn show() {}

fn main() {
    let apps: [App; 3] = [site::app(), hidden::app(), empty::app()];
    let maps = [&site::MAP, &hidden::MAP, &empty::MAP];
    assert_eq!(apps.len(), maps.len());
}
