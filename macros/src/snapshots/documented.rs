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
    /// The URLs of these routes: a function for each endpoint, at the path of its name.
    #[allow(
        dead_code,
        non_camel_case_types,
        non_snake_case,
        private_bounds,
        private_interfaces,
        unused_imports,
        missing_debug_implementations,
        clippy::all
    )]
    pub mod url {
        #[allow(missing_docs)]
        pub mod feed {
            ///The URL of `feed.in`: `/feed`.
            pub fn r#in() -> ::fingerpost::url::Fixed<::fingerpost::HostUrl> {
                ::fingerpost::private::fixed(&super::super::MAP, 3usize)
            }
        }
        ///The URL of `index`: `/`, `/a|`b`/[c]*_d_`.
        pub fn index() -> ::fingerpost::url::Fixed<::fingerpost::Url> {
            ::fingerpost::private::fixed(&super::MAP, 0usize)
        }
        ///The URL of `static`: `/static/<path:file>`.
        pub fn r#static() -> Static {
            Static(::fingerpost::url::Missing)
        }
        ///The URL of `static`: `/static/<path:file>`.
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct Static<V0 = ::fingerpost::url::Missing>(V0);
        impl Static<::fingerpost::url::Missing> {
            ///Gives a value to `<path:file>`.
            pub fn file<V, W, R>(
                self,
                value: V,
            ) -> Static<::fingerpost::url::Given<W, R>>
            where
                V: ::fingerpost::url::PathValue<Written = W, Refusal = R>,
            {
                Static(
                    ::fingerpost::url::Given::new(
                        <V as ::fingerpost::url::PathValue>::written(value),
                    ),
                )
            }
        }
        impl<V0> ::fingerpost::BuildUrl for Static<V0> {}
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "url of `static` needs `file` (from \"/static/<path:file>\") [FP008]",
            label = "`file` has no value"
        )]
        pub trait StaticNeedsFile: ::fingerpost::private::Setting {}
        impl<
            W: ::fingerpost::url::Written,
            R: ::fingerpost::url::Refusal,
        > StaticNeedsFile for ::fingerpost::url::Given<W, R> {}
        impl<V0: StaticNeedsFile> ::fingerpost::url::Complete for Static<V0> {
            type Refusal = <V0 as ::fingerpost::private::Setting>::Refusal;
            type Url = ::fingerpost::Url;
            fn complete(
                self,
                query: &[(&::core::primitive::str, ::fingerpost::private::Value<'_>)],
            ) -> <Self::Refusal as ::fingerpost::url::Refusal>::Result<Self::Url> {
                ::fingerpost::private::finish::<
                    Self::Refusal,
                    Self::Url,
                >(
                    &super::MAP,
                    &[5usize],
                    &[("file", ::fingerpost::private::Setting::text(&self.0))],
                    query,
                )
            }
        }
    }
    #[doc(no_inline)]
    #[allow(unused_imports)]
    pub use url::*;
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
