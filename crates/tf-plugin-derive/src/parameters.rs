//! The expansion of `#[derive(Parameters)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Expr, Field, Fields, LitStr, Result};

use crate::description;

/// What stands in `#[parameter(…)]`.
#[derive(Default)]
struct Words {
    variadic: bool,
    name: Option<LitStr>,
    description: Option<Expr>,
}

impl Words {
    fn of(field: &Field) -> Result<Self> {
        let mut words = Self::default();
        for attribute in &field.attrs {
            if !attribute.path().is_ident("parameter") {
                continue;
            }
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("variadic") {
                    words.variadic = true;
                } else if meta.path.is_ident("name") {
                    words.name = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("description") {
                    words.description = Some(meta.value()?.parse()?);
                } else {
                    return Err(meta.error("expected `variadic`, `name = …` or `description = …`"));
                }
                Ok(())
            })?;
        }
        Ok(words)
    }
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let refuse = |what: &str| Err(syn::Error::new_spanned(&input.ident, what));
    let Data::Struct(data) = &input.data else {
        return refuse("the parameters of a function are the fields of a struct");
    };
    let fields: Vec<&Field> = match &data.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => return refuse("parameters have names"),
    };
    if !input.generics.params.is_empty() {
        return refuse("a function has one signature, so its struct has no parameters");
    }
    let Some(text) = description::of(&input.attrs) else {
        return refuse("say in a doc comment what the function does: users will read it");
    };
    let (summary, description) = match text.split_once("\n\n") {
        Some((summary, description)) => (summary.to_owned(), description.trim_start().to_owned()),
        None => (text.clone(), text),
    };

    let mut parameters = Vec::new();
    let mut variadic = None;
    let mut read = Vec::new();
    for field in &fields {
        let Some(ident) = &field.ident else { continue };
        let words = Words::of(field)?;
        let name = words
            .name
            .map_or_else(|| ident.unraw().to_string(), |name| name.value());
        let described = match (words.description, description::of(&field.attrs)) {
            (Some(description), _) => quote! { #description },
            (None, Some(text)) => quote! { #text },
            (None, None) => {
                return Err(syn::Error::new_spanned(
                    &field.ident,
                    format!(
                        "`{name}` has no description: write a doc comment, which users will read"
                    ),
                ));
            }
        };
        if variadic.is_some() {
            return Err(syn::Error::new_spanned(
                &field.ident,
                "nothing can follow the variadic parameter, which takes all arguments that are left",
            ));
        }
        let ty = &field.ty;
        if words.variadic {
            read.push(quote! { #ident: arguments.rest()? });
            variadic = Some(quote! {
                __function::Parameter::of_type::<<#ty as ::core::iter::IntoIterator>::Item>(#name, #described)
            });
        } else {
            read.push(quote! { #ident: arguments.argument()? });
            parameters.push(quote! {
                __function::Parameter::of_type::<#ty>(#name, #described)
            });
        }
    }
    let variadic = match variadic {
        Some(variadic) => quote! { ::core::option::Option::Some(#variadic) },
        None => quote! { ::core::option::Option::None },
    };
    let ident = &input.ident;
    Ok(quote! {
        const _: () = {
            use ::tf_plugin::framework::function as __function;

            #[automatically_derived]
            impl __function::Parameters for #ident {
                fn summary() -> &'static str {
                    #summary
                }

                fn description() -> &'static str {
                    #description
                }

                fn parameters() -> ::std::vec::Vec<__function::Parameter> {
                    ::std::vec![#(#parameters),*]
                }

                fn variadic() -> ::core::option::Option<__function::Parameter> {
                    #variadic
                }

                #[allow(unused_mut, unused_variables)]
                fn read(mut arguments: __function::Arguments) -> ::core::result::Result<Self, __function::FunctionError> {
                    ::core::result::Result::Ok(Self { #(#read),* })
                }
            }
        };
    })
}
