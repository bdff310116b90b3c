/// Pages.
/**
| Endpoint | Methods | Domain | Rule |  |
| --- | --- | --- | --- | --- |
| `index` | GET, HEAD |  | `/` | The front page, for a \| b. |
| `index` | GET, HEAD, POST |  | ``/a\|`b`/[c]*_d_`` |  |
| - | GET, HEAD |  | `/old/<name>` | Moved. |
| `feed.in` | WEBSOCKET |  | `/feed` |  |
| `a\|b` | ANY | `host <name>.example.com` | `/` |  |
| `static` | ANY |  | `/static/<path:file>` |  |
*/
pub mod site {
    #[doc(hidden)]
    #[derive(Debug)]
    pub(super) struct __Block;
    /// The map of these routes.
    pub static MAP: ::fingerpost::Map = ::fingerpost::private::Map::from_static(
        b"…",
        "GETHEADPOST/index/a|`b`/[c]*_d_/old/<name>name/old//feedfeed.in<name>.example.com|/a|b<name>.example.com.example.com/static/<path:file>/static/<file>staticfile/static/",
        <__Block as ::fingerpost::private::Block>::CONVERTERS,
    );
    /// The application of these routes.
    pub fn app() -> ::fingerpost::App {
        let services = <__Block as ::fingerpost::private::Block>::services();
        ::fingerpost::private::app::<__Block>(&MAP, (), services)
    }
}
const _: () = {
    /**GET, HEAD `/`, answered by `index`

The front page,
for a | b.

It has a second paragraph.*/
    fn __rule0(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = index;
        let __handler = ::fingerpost::private::handler(__handler);
        ::fingerpost::private::launch::<(), _, _, _, _, _>(__handler, (), __call)
    }
    ///GET, HEAD, POST ``/a|`b`/[c]*_d_``, answered by `index`
    fn __rule1(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = index;
        let __handler = ::fingerpost::private::handler(__handler);
        ::fingerpost::private::launch::<(), _, _, _, _, _>(__handler, (), __call)
    }
    ///WEBSOCKET `/feed`, answered by `feed::r#in`
    fn __rule3(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = feed::r#in;
        let __handler = ::fingerpost::private::handler(__handler);
        ::fingerpost::private::launch::<(), _, _, _, _, _>(__handler, (), __call)
    }
    static __TARGETS: [::fingerpost::private::Target<()>; 6usize] = [
        ::fingerpost::private::Target::Handler(__rule0),
        ::fingerpost::private::Target::Handler(__rule1),
        ::fingerpost::private::Target::None,
        ::fingerpost::private::Target::Handler(__rule3),
        ::fingerpost::private::Target::Service(0usize),
        ::fingerpost::private::Target::None,
    ];
    #[allow(private_interfaces)]
    impl ::fingerpost::private::Block for site::__Block {
        type State = ();
        const TARGETS: &'static [::fingerpost::private::Target<()>] = &__TARGETS;
        const CONVERTERS: &'static [&'static dyn ::fingerpost::private::Convert] = &[];
        fn services() -> ::std::vec::Vec<::fingerpost::private::Service> {
            ::std::vec![::fingerpost::private::service(files())]
        }
    }
};
