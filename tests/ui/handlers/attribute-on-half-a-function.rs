use fingerpost::handler;

#[handler]
pub async fn show(id: ) -> String {
    String::new()
}

fn main() {}
