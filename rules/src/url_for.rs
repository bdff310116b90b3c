//! URLs by names that are known at run time, in the shape that templates want.

use crate::adapter::MapAdapter;
use crate::builder::BuildError;
use crate::value::Value;

/// The values for a URL by name: an array or slice of pairs, or `()` for none.
///
/// Values of different types are made one: `[("id", Value::from(5)), ("tag", Value::from("new"))]`.
pub trait UrlValues<'v> {
    /// The pairs.
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)>;
}

impl<'v> UrlValues<'v> for () {
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)> {
        Vec::new()
    }
}

impl<'v, V: Clone + Into<Value<'v>>> UrlValues<'v> for &[(&'v str, V)] {
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)> {
        let pairs = self.iter().cloned();
        pairs.map(|(name, value)| (name, value.into())).collect()
    }
}

impl<'v, V: Clone + Into<Value<'v>>, const N: usize> UrlValues<'v> for &[(&'v str, V); N] {
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)> {
        self.as_slice().into_pairs()
    }
}

impl<'v, V: Into<Value<'v>>, const N: usize> UrlValues<'v> for [(&'v str, V); N] {
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)> {
        let pairs = self.into_iter();
        pairs.map(|(name, value)| (name, value.into())).collect()
    }
}

impl<'v, V: Into<Value<'v>>> UrlValues<'v> for Vec<(&'v str, V)> {
    fn into_pairs(self) -> Vec<(&'v str, Value<'v>)> {
        let pairs = self.into_iter();
        pairs.map(|(name, value)| (name, value.into())).collect()
    }
}

impl MapAdapter<'_> {
    /// [`build`](Self::build), for values that are not [`Value`]s yet: Flask's `url_for`.
    ///
    /// ```
    /// use fingerpost_rules::{Map, Rule};
    ///
    /// let map = Map::new([Rule::new("/", "index"), Rule::new("/users/<int:id>", "user.show")])?;
    /// let adapter = map.bind("example.com")?;
    /// assert_eq!(adapter.url_for("index", ())?, "/");
    /// assert_eq!(adapter.url_for("user.show", &[("id", 5)])?, "/users/5");
    /// assert_eq!(
    ///     adapter.url_for("user.shwo", &[("id", 5)]).unwrap_err().to_string(),
    ///     "Could not build url for endpoint 'user.shwo' with values ['id']. Did you mean 'user.show' instead?"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No rule of the endpoint fits the values.
    pub fn url_for<'v>(
        &self,
        endpoint: &str,
        values: impl UrlValues<'v>,
    ) -> Result<String, BuildError> {
        self.build(endpoint, &values.into_pairs())
    }
}
