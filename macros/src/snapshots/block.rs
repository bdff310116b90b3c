/**The routes of an application.

| Endpoint | Methods | Domain | Rule |
| --- | --- | --- | --- |
| `hello` | GET, HEAD |  | `/` |
| `say` | GET, HEAD |  | `/say/<name>` |
| `hello2.test` | GET, HEAD | `kb` | `/test` |
*/
mod site {
    #[doc(hidden)]
    #[derive(Debug)]
    pub(super) struct __Block;
    /// The map of these routes.
    pub static MAP: ::fingerpost::Map = ::fingerpost::private::Map::from_static(
        b"…",
        "GETHEAD/hello/say/<name>sayname/say//testkb|/testhello2.testkb",
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
        pub mod hello2 {
            ///The URL of `hello2.test`: `kb|/test`.
            pub fn test() -> ::fingerpost::url::Fixed<::fingerpost::HostUrl> {
                ::fingerpost::private::fixed(&super::super::MAP, 2usize)
            }
        }
        ///The URL of `hello`: `/`.
        pub fn hello() -> ::fingerpost::url::Fixed<::fingerpost::Url> {
            ::fingerpost::private::fixed(&super::MAP, 0usize)
        }
        ///The URL of `say`: `/say/<name>`.
        pub fn say() -> Say {
            Say(::fingerpost::url::Missing)
        }
        ///The URL of `say`: `/say/<name>`.
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct Say<V0 = ::fingerpost::url::Missing>(V0);
        impl Say<::fingerpost::url::Missing> {
            ///Gives a value to `<name>`.
            pub fn name<V, W, R>(self, value: V) -> Say<::fingerpost::url::Given<W, R>>
            where
                V: ::fingerpost::url::StringValue<Written = W, Refusal = R>,
            {
                Say(
                    ::fingerpost::url::Given::new(
                        <V as ::fingerpost::url::StringValue>::written(value),
                    ),
                )
            }
        }
        impl<V0> ::fingerpost::BuildUrl for Say<V0> {}
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "url of `say` needs `name` (from \"/say/<name>\") [FP008]",
            label = "`name` has no value"
        )]
        pub trait SayNeedsName: ::fingerpost::private::Setting {}
        impl<W: ::fingerpost::url::Written, R: ::fingerpost::url::Refusal> SayNeedsName
        for ::fingerpost::url::Given<W, R> {}
        impl<V0: SayNeedsName> ::fingerpost::url::Complete for Say<V0> {
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
                    &[1usize],
                    &[("name", ::fingerpost::private::Setting::text(&self.0))],
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
    ///GET, HEAD `/`, answered by `hello`
    fn __rule0(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = hello;
        let __handler = ::fingerpost::private::handler(__handler);
        ::fingerpost::private::launch::<(), _, _, _, _, _>(__handler, (), __call)
    }
    ///GET, HEAD `/say/<name>`, answered by `say`
    fn __rule1(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = say;
        let __handler = ::fingerpost::private::handler(__handler);
        {
            #[diagnostic::on_unimplemented(
                message = "rule \"/say/<name>\" passes 1 variable to `say`, which has fewer parameters [FP005]",
                label = "the parameters of `say` are `{Self}`",
                note = "it passes `name`; to pass fewer, name them: `=> say()`"
            )]
            trait ParametersLine1: ::fingerpost::private::ParamTuple + ::core::marker::Sized {
                fn check<F>(_: &::fingerpost::private::Handler<F, Self, Self::List>) {}
            }
            #[diagnostic::do_not_recommend]
            impl<A> ParametersLine1 for A
            where
                A: ::fingerpost::private::ParamTuple,
                A::List: ::fingerpost::private::Split<((), ())>,
            {}
            ParametersLine1::check(&__handler);
        }
        let ((__slot0, ()), __handler) = ::fingerpost::private::split::<
            ((), ()),
            _,
            _,
        >(__handler);
        {
            #[diagnostic::on_unimplemented(
                message = "variable `name` of rule \"/say/<name>\" cannot be passed to `say` [FP006]",
                label = "`<name>` arrives as parameter 1 of `say`, whose type is `{Self}`",
                note = "`<name>` gives a `String`, `Box<str>`, `Arc<str>` or `Cow<'static, str>`",
                note = "write `<int:name>` for integers, `<float:name>` for `f64`, `<uuid:name>` for `Uuid`, or declare a converter for `{Self}`",
                note = "the parameters of `say` are its variable, then extractors"
            )]
            trait VariableNameLine1: ::core::marker::Sized {
                fn check(_: &::fingerpost::private::Slot<Self>) {}
            }
            #[diagnostic::do_not_recommend]
            impl<
                P: ::fingerpost::private::FromVar<::fingerpost::private::StringVar>,
            > VariableNameLine1 for P {}
            VariableNameLine1::check(&__slot0);
        }
        let ::core::option::Option::Some((__value0, __handler)) = ::fingerpost::private::var::<
            ::fingerpost::private::StringVar,
            _,
            _,
        >(__slot0, __handler, __call.text(0usize)) else {
            return ::fingerpost::private::Verdict::Refused;
        };
        ::fingerpost::private::launch::<
            (),
            _,
            _,
            _,
            _,
            _,
        >(__handler, (__value0, ()), __call)
    }
    ///GET, HEAD `/test` on `kb`, answered by `hello2::test`
    fn __rule2(
        __call: &mut ::fingerpost::private::Call<'_, ()>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = hello2::test;
        let __handler = ::fingerpost::private::handler(__handler);
        ::fingerpost::private::launch::<(), _, _, _, _, _>(__handler, (), __call)
    }
    static __TARGETS: [::fingerpost::private::Target<()>; 3usize] = [
        ::fingerpost::private::Target::Handler(__rule0),
        ::fingerpost::private::Target::Handler(__rule1),
        ::fingerpost::private::Target::Handler(__rule2),
    ];
    #[allow(private_interfaces)]
    impl ::fingerpost::private::Block for site::__Block {
        type State = ();
        const TARGETS: &'static [::fingerpost::private::Target<()>] = &__TARGETS;
        const CONVERTERS: &'static [&'static dyn ::fingerpost::private::Convert] = &[];
        fn services() -> ::std::vec::Vec<::fingerpost::private::Service> {
            ::std::vec![]
        }
    }
};
const _: () = {
    use ::fingerpost::private::unknown as __parameters_of_say;
    {
        #[allow(unused_imports)]
        use self::*;
        const _: () = __parameters_of_say(
            &::fingerpost::private::Passed {
                handler: "say",
                arguments: &[
                    ::fingerpost::private::Argument {
                        name: "name",
                        opening: "variable `name` of rule \"/say/<name>\"",
                    },
                ],
            },
        );
    }
};
