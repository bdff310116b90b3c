use fingerpost::{routes, url};

routes! {
    site;

    converter ip("[0-9.]+") = std::net::Ipv4Addr;
    "/hosts/<ip:address>" => host,
}

async fn host(_address: std::net::Ipv4Addr) {}

fn main() {
    let _ = url!(site::host, address = "10.0.0.1");
}
