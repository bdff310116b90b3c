//! `url_for` in templates of minijinja.

use fingerpost_rules::{BuildOptions, Value};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, ErrorKind};

use super::urls::Urls;

impl Urls {
    /// Flask's `url_for` as a function for templates, with the variables and the query by name:
    /// `{{ url_for('user.show', id=5, page=2) }}`. `_external=true` makes it a whole URL, and
    /// `_anchor='top'` adds a fragment. An endpoint or value that is wrong is an error of the
    /// template, with what may have been meant.
    ///
    /// ```
    /// use fingerpost::{TestClient, Urls, routes};
    /// use minijinja::{Environment, context};
    ///
    /// routes! { site; "/" => index, "/users/<int:id>" => user }
    ///
    /// async fn user(id: u32) -> String { format!("user {id}\n") }
    /// async fn index(urls: Urls) -> String {
    ///     let page = "<a href=\"{{ url_for('user', id=5, tag=['a', 'b']) }}\">";
    ///     let context = context! { url_for => urls.url_for_function() };
    ///     Environment::new().render_str(page, context).unwrap_or_else(|error| error.to_string())
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let response = site::app().test().get("/").await;
    /// assert_eq!(response.text(), "<a href=\"/users/5?tag=a&tag=b\">");
    /// # }
    /// ```
    pub fn url_for_function(&self) -> minijinja::Value {
        let urls = self.clone();
        minijinja::Value::from_function(move |endpoint: String, arguments: Kwargs| {
            urls.render(&endpoint, &arguments)
        })
    }

    fn render(&self, endpoint: &str, arguments: &Kwargs) -> Result<String, Error> {
        let external: Option<bool> = arguments.get("_external")?;
        let anchor: Option<String> = arguments.get("_anchor")?;
        let mut values = Vec::new();
        for name in arguments.args() {
            if !matches!(name, "_external" | "_anchor") {
                values.push((name, value(&arguments.get(name)?)));
            }
        }
        let options = BuildOptions::default().force_external(external.unwrap_or(false));
        let url = self.build_with(endpoint, &values, options);
        let mut url = url.map_err(|error| {
            Error::new(ErrorKind::InvalidOperation, error.to_string()).with_source(error)
        })?;
        if let Some(anchor) = anchor {
            fingerpost_rules::BoundRule::write_fragment(&mut url, &anchor);
        }
        Ok(url)
    }
}

/// A value of a template as one of a URL.
fn value(value: &minijinja::Value) -> Value<'static> {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Value::Null,
        ValueKind::Bool => Value::Bool(value.is_true()),
        ValueKind::Number => match i64::try_from(value.clone()) {
            Ok(number) if value.is_integer() => Value::Int(number),
            _ => f64::try_from(value.clone())
                .ok()
                .filter(|_| !value.is_integer())
                .map_or_else(|| Value::from(value.to_string()), Value::Float),
        },
        ValueKind::Seq | ValueKind::Iterable => match value.try_iter() {
            Ok(items) => Value::List(items.map(|item| self::value(&item)).collect()),
            Err(_) => Value::Null,
        },
        _ => Value::from(value.to_string()),
    }
}
