/**The routes of an application.

| Endpoint | Methods | Rule |
| --- | --- | --- |
| `show` | GET, HEAD | `/<name>/<int:id>` |
*/
mod site {
    #[doc(hidden)]
    #[derive(Debug)]
    pub(super) struct __Block;
    /// The map of these routes.
    pub static MAP: ::fingerpost::Map = ::fingerpost::private::Map::from_static(
        b"…",
        "GETHEAD/<name>/<int:id>/<name>/<id>shownameid/",
        <__Block as ::fingerpost::private::Block>::CONVERTERS,
    );
    /// The application of these routes, with the state of its handlers.
    #[allow(private_bounds)]
    pub fn app<S>(state: S) -> ::fingerpost::App
    where
        __Block: ::fingerpost::private::Block<State = S>,
    {
        let services = <__Block as ::fingerpost::private::Block>::services();
        ::fingerpost::private::app::<__Block>(&MAP, state, services)
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
        ///The URL of `show`: `/<name>/<int:id>`.
        pub fn show() -> Show {
            Show(::fingerpost::url::Missing, ::fingerpost::url::Missing)
        }
        ///The URL of `show`: `/<name>/<int:id>`.
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct Show<
            V0 = ::fingerpost::url::Missing,
            V1 = ::fingerpost::url::Missing,
        >(
            V0,
            V1,
        );
        impl<V1> Show<::fingerpost::url::Missing, V1> {
            ///Gives a value to `<name>`.
            pub fn name<V, W, R>(
                self,
                value: V,
            ) -> Show<::fingerpost::url::Given<W, R>, V1>
            where
                V: ::fingerpost::url::StringValue<Written = W, Refusal = R>,
            {
                Show(
                    ::fingerpost::url::Given::new(
                        <V as ::fingerpost::url::StringValue>::written(value),
                    ),
                    self.1,
                )
            }
        }
        impl<V0> Show<V0, ::fingerpost::url::Missing> {
            ///Gives a value to `<int:id>`.
            pub fn id<V, R>(
                self,
                value: V,
            ) -> Show<V0, ::fingerpost::url::Given<::fingerpost::url::Short, R>>
            where
                V: ::fingerpost::url::IntValue<Refusal = R>,
            {
                Show(
                    self.0,
                    ::fingerpost::url::Given::new(
                        <V as ::fingerpost::url::IntValue>::written(value),
                    ),
                )
            }
        }
        impl<V0, V1> ::fingerpost::BuildUrl for Show<V0, V1> {}
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "url of `show` needs `name` (from \"/<name>/<int:id>\") [FP008]",
            label = "`name` has no value"
        )]
        pub trait ShowNeedsName: ::fingerpost::private::Setting {}
        impl<W: ::fingerpost::url::Written, R: ::fingerpost::url::Refusal> ShowNeedsName
        for ::fingerpost::url::Given<W, R> {}
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "url of `show` needs `id` (from \"/<name>/<int:id>\") [FP008]",
            label = "`id` has no value"
        )]
        pub trait ShowNeedsId: ::fingerpost::private::Setting {}
        impl<W: ::fingerpost::url::Written, R: ::fingerpost::url::Refusal> ShowNeedsId
        for ::fingerpost::url::Given<W, R> {}
        impl<V0: ShowNeedsName, V1: ShowNeedsId> ::fingerpost::url::Complete
        for Show<V0, V1> {
            type Refusal = <<V0 as ::fingerpost::private::Setting>::Refusal as ::fingerpost::url::Refusal>::Or<
                <V1 as ::fingerpost::private::Setting>::Refusal,
            >;
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
                    &[0usize],
                    &[
                        ("name", ::fingerpost::private::Setting::text(&self.0)),
                        ("id", ::fingerpost::private::Setting::text(&self.1)),
                    ],
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
    ///GET, HEAD `/<name>/<int:id>`, answered by `show`
    fn __rule0(
        __call: &mut ::fingerpost::private::Call<'_, Db>,
    ) -> ::fingerpost::private::Verdict {
        let __handler;
        __handler = show;
        let __handler = ::fingerpost::private::handler(__handler);
        {
            #[diagnostic::on_unimplemented(
                message = "rule \"/<name>/<int:id>\" passes 3 arguments to `show`, which has fewer parameters [FP005]",
                label = "the parameters of `show` are `{Self}`"
            )]
            trait ParametersLine1: ::fingerpost::private::ParamTuple + ::core::marker::Sized {
                fn check<F>(_: &::fingerpost::private::Handler<F, Self, Self::List>) {}
            }
            #[diagnostic::do_not_recommend]
            impl<A> ParametersLine1 for A
            where
                A: ::fingerpost::private::ParamTuple,
                A::List: ::fingerpost::private::Split<((), ((), ((), ())))>,
            {}
            ParametersLine1::check(&__handler);
        }
        let ((__slot0, (__slot1, (__slot2, ()))), __handler) = ::fingerpost::private::split::<
            ((), ((), ((), ()))),
            _,
            _,
        >(__handler);
        {
            #[diagnostic::on_unimplemented(
                message = "variable `id` of rule \"/<name>/<int:id>\" cannot be passed to `show` [FP006]",
                label = "`<int:id>` arrives as parameter 1 of `show`, whose type is `{Self}`",
                note = "`<int:id>` gives any integer type",
                note = "write `<id>` for `String`, `<float:id>` for `f64`, `<uuid:id>` for `Uuid`, or declare a converter for `{Self}`"
            )]
            trait VariableIdLine1: ::core::marker::Sized {
                fn check(_: &::fingerpost::private::Slot<Self>) {}
            }
            #[diagnostic::do_not_recommend]
            impl<
                P: ::fingerpost::private::FromVar<::fingerpost::private::IntVar>,
            > VariableIdLine1 for P {}
            VariableIdLine1::check(&__slot0);
        }
        let ::core::option::Option::Some((__value0, __handler)) = ::fingerpost::private::var::<
            ::fingerpost::private::IntVar,
            _,
            _,
        >(__slot0, __handler, __call.text(1usize)) else {
            return ::fingerpost::private::Verdict::Refused;
        };
        let __value1 = ::fingerpost::private::Constant {
            slot: __slot1,
            value: 1,
        }
            .value;
        let __value2 = ::fingerpost::private::text(__slot2, "all");
        ::fingerpost::private::launch::<
            Db,
            _,
            _,
            _,
            _,
            _,
        >(__handler, (__value0, (__value1, (__value2, ()))), __call)
    }
    static __TARGETS: [::fingerpost::private::Target<Db>; 1usize] = [
        ::fingerpost::private::Target::Handler(__rule0),
    ];
    #[allow(private_interfaces)]
    impl ::fingerpost::private::Block for site::__Block {
        type State = Db;
        const TARGETS: &'static [::fingerpost::private::Target<Db>] = &__TARGETS;
        const CONVERTERS: &'static [&'static dyn ::fingerpost::private::Convert] = &[];
        fn services() -> ::std::vec::Vec<::fingerpost::private::Service> {
            ::std::vec![]
        }
    }
};
const _: () = {
    use ::fingerpost::private::unknown as __parameters_of_show;
    {
        #[allow(unused_imports)]
        use self::*;
        const _: () = __parameters_of_show(
            &::fingerpost::private::Passed {
                handler: "show",
                arguments: &[
                    ::fingerpost::private::Argument {
                        name: "id",
                        opening: "variable `id` of rule \"/<name>/<int:id>\"",
                    },
                    ::fingerpost::private::Argument {
                        name: "",
                        opening: "",
                    },
                    ::fingerpost::private::Argument {
                        name: "",
                        opening: "",
                    },
                ],
            },
        );
    }
};
