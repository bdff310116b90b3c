fn main() {
    run({
        struct __Block;
        static __MAP: ::fingerpost::Map = ::fingerpost::private::Map::from_static(
            b"…",
            "GETHEAD/<slug:name>/<name>postname//filesslug[a-z]+((?:[a-z]+))",
            <__Block as ::fingerpost::private::Block>::CONVERTERS,
        );
        const _: () = {
            struct __Converter0;
            impl ::fingerpost::private::Declared for __Converter0 {
                type Value = Slug;
            }
            ///GET, HEAD `/<slug:name>`, answered by `post`
            fn __rule0(
                __call: &mut ::fingerpost::private::Call<'_, ()>,
            ) -> ::fingerpost::private::Verdict {
                let __handler;
                __handler = post;
                let __handler = ::fingerpost::private::handler(__handler);
                {
                    #[diagnostic::on_unimplemented(
                        message = "rule \"/<slug:name>\" passes 1 variable to `post`, which has fewer parameters [FP005]",
                        label = "the parameters of `post` are `{Self}`",
                        note = "it passes `name`; to pass fewer, name them: `=> post()`"
                    )]
                    trait ParametersLine1: ::fingerpost::private::ParamTuple + ::core::marker::Sized {
                        fn check<F>(
                            _: &::fingerpost::private::Handler<F, Self, Self::List>,
                        ) {}
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
                        message = "variable `name` of rule \"/<slug:name>\" cannot be passed to `post` [FP006]",
                        label = "`<slug:name>` arrives as parameter 1 of `post`, whose type is `{Self}`",
                        note = "`<slug:name>` gives exactly a `Slug`, which must implement `FromStr`",
                        note = "write `<name>` for `String`, `<int:name>` for integers, `<float:name>` for `f64`, `<uuid:name>` for `Uuid`, or declare a converter for `{Self}`",
                        note = "the parameters of `post` are its variable, then extractors"
                    )]
                    trait VariableNameLine1: ::core::marker::Sized {
                        fn check(_: &::fingerpost::private::Slot<Self>) {}
                    }
                    #[diagnostic::do_not_recommend]
                    impl<P: ::fingerpost::private::Same<Slug>> VariableNameLine1 for P {}
                    VariableNameLine1::check(&__slot0);
                }
                let ::core::option::Option::Some((__value0, __handler)) = ::fingerpost::private::declared_var::<
                    __Converter0,
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
            static __TARGETS: [::fingerpost::private::Target<()>; 2usize] = [
                ::fingerpost::private::Target::Handler(__rule0),
                ::fingerpost::private::Target::Service(0usize),
            ];
            #[allow(private_interfaces)]
            impl ::fingerpost::private::Block for __Block {
                type State = ();
                const TARGETS: &'static [::fingerpost::private::Target<()>] = &__TARGETS;
                const CONVERTERS: &'static [&'static dyn ::fingerpost::private::Convert] = &[
                    &::fingerpost::private::DeclaredText::<__Converter0>::NEW,
                ];
            }
            #[allow(private_interfaces)]
            impl ::fingerpost::private::DeclaredType<0usize> for __Block {
                type Value = Slug;
            }
        };
        const _: () = {
            use ::fingerpost::private::unknown as __parameters_of_post;
            {
                #[allow(unused_imports)]
                use self::*;
                const _: () = __parameters_of_post(
                    &::fingerpost::private::Passed {
                        handler: "post",
                        arguments: &[
                            ::fingerpost::private::Argument {
                                name: "name",
                                opening: "variable `name` of rule \"/<slug:name>\"",
                            },
                        ],
                    },
                );
            }
        };
        ::fingerpost::private::app::<
            __Block,
        >(&__MAP, (), ::std::vec![::fingerpost::private::service(files)])
    })
}
