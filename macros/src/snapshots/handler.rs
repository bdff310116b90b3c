/// Shows it.
#[cfg(all())]
pub(crate) async fn r#type<T>(
    mut id: u32,
    r#type: T,
    _: Body,
    _x: u8,
    State(db): State<Db>,
    #[cfg(any())]
    other: u8,
    last: Vec<u8>,
) -> impl IntoResponse
where
    T: Send,
{
    db
}
#[cfg(all())]
#[doc(hidden)]
pub(crate) const fn __parameters_of_type(passed: &::fingerpost::private::Passed<'_>) {
    let parameters = &["id", "type", "", "", ""];
    passed.compare(parameters, 0usize);
    passed.compare(parameters, 1usize);
}
