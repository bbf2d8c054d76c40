//! The expansion of `#[derive(Model)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Expr, Fields, Ident, LitStr, Result};

use crate::description;
use crate::words::{AttributeWords, BlockWords, FieldWords, Presence, StructWords};

/// What one field adds to the implementation.
#[derive(Default)]
struct Parts {
    /// Statements that add to `attributes`.
    attributes: Vec<TokenStream>,
    /// Statements that add to `blocks`.
    blocks: Vec<TokenStream>,
    /// Field initialisers.
    read: Vec<TokenStream>,
    /// Statements.
    write: Vec<TokenStream>,
    /// Names of the attributes that the struct itself declares.
    names: Vec<String>,
    /// Checks made while compiling.
    checks: Vec<TokenStream>,
    /// Whether the struct itself declares a block.
    has_blocks: bool,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "models are structs"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "the fields of a model have names: they are those of its attributes",
        ));
    };
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &input.generics,
            "a model stands for one schema, so it has no parameters",
        ));
    }
    let words = StructWords::of(&input.attrs)?;
    let mut parts = Parts::default();
    let mut faults: Option<syn::Error> = None;
    for field in &fields.named {
        if let Err(fault) = parts.add(field, words.computed) {
            match &mut faults {
                Some(faults) => faults.combine(fault),
                None => faults = Some(fault),
            }
        }
    }
    match faults {
        Some(faults) => Err(faults),
        None => Ok(parts.implementation(input, &words)),
    }
}

impl Parts {
    fn add(&mut self, field: &syn::Field, is_computed: bool) -> Result<()> {
        let Some(ident) = &field.ident else {
            return Ok(());
        };
        let ty = &field.ty;
        match FieldWords::of(field, is_computed)? {
            FieldWords::Flatten(describe) => {
                for (name, _) in &describe {
                    let text = name.unraw().to_string();
                    let message = format!("the group declares no attribute `{text}`");
                    self.checks.push(quote! {
                        const _: () = ::core::assert!(
                            __model::declares(<#ty as __model::Model>::NAMES, #text),
                            #message
                        );
                    });
                }
                let overrides = pairs(&describe);
                self.attributes.push(quote! {
                    attributes.extend(__model::described(<#ty as __model::Model>::attributes(), &[#(#overrides),*]));
                });
                self.blocks.push(quote! {
                    blocks.extend(<#ty as __model::Model>::blocks());
                });
                self.read
                    .push(quote! { #ident: <#ty as __model::Model>::read_members(members)? });
                self.write
                    .push(quote! { __model::Model::write_members(&self.#ident, members); });
            }
            FieldWords::Timeouts(timeouts) => {
                let name = ident.unraw().to_string();
                let overrides = pairs(&timeouts);
                let members = timeouts.iter().map(|(name, _)| name.unraw().to_string());
                self.attributes.push(quote! {
                    attributes.push(__model::timeouts::attribute(#name, &[#(#overrides),*]));
                });
                self.read
                    .push(quote! { #ident: __model::timeouts::read(members, #name)? });
                self.write.push(quote! {
                    __model::timeouts::write(members, #name, &self.#ident, &[#(#members),*]);
                });
                for (member, _) in &timeouts {
                    // Says with the compiler's own words which operations there are.
                    self.checks.push(quote! {
                        const _: () = { let _ = |one: &__model::timeouts::Timeouts| { let _ = &one.#member; }; };
                    });
                }
                self.declare(name, ident)?;
            }
            FieldWords::Block(words) => self.add_block(field, ident, &words)?,
            FieldWords::Attribute(words) => {
                self.add_attribute(field, ident, &words, is_computed)?
            }
        }
        Ok(())
    }

    fn add_attribute(
        &mut self,
        field: &syn::Field,
        ident: &Ident,
        words: &AttributeWords,
        is_computed: bool,
    ) -> Result<()> {
        let ty = &field.ty;
        let name = named(words.name.as_ref(), ident);
        let description = described(words.description.as_ref(), field, &name)?;
        let made = match words.presence {
            Presence::Computed if is_computed => {
                quote! { __model::computed_part::<#ty>(#name, #description) }
            }
            Presence::Computed => quote! { __model::computed::<#ty>(#name, #description) },
            Presence::Required => {
                quote! { __model::settable::<#ty>(#name, __model::Presence::Required, #description) }
            }
            Presence::Optional => {
                quote! { __model::settable::<#ty>(#name, __model::Presence::Optional, #description) }
            }
            Presence::OptionalComputed => {
                quote! { __model::settable::<#ty>(#name, __model::Presence::OptionalComputed, #description) }
            }
        };
        let default = words
            .default
            .iter()
            .map(|default| quote! { .with_default(__model::default_of::<#ty>(#default)) });
        let deprecated = words
            .deprecated
            .iter()
            .map(|instead| quote! { .deprecated(#instead) });
        let flags = &words.flags;
        let validate = &words.validate;
        let modifiers = &words.plan_modifier;
        let relations = relations(&words.relations);
        self.attributes.push(quote! {
            attributes.push(#made #(#default)* #(#deprecated)* #(.#flags())* #(.modify_plan(#modifiers))* #(.validate(__model::rule_of::<#ty, _>(#validate)))* #relations);
        });
        self.read
            .push(quote! { #ident: __model::read_member(members, #name)? });
        self.write
            .push(quote! { __model::write_member(members, #name, &self.#ident); });
        self.declare(name, field_name(words.name.as_ref(), ident))
    }

    fn add_block(&mut self, field: &syn::Field, ident: &Ident, words: &BlockWords) -> Result<()> {
        let ty = &field.ty;
        let name = named(words.name.as_ref(), ident);
        let description = described(words.description.as_ref(), field, &name)?;
        let required = words.required.then(|| quote! { .required() });
        let deprecated = words
            .deprecated
            .iter()
            .map(|instead| quote! { .deprecated(#instead) });
        let at_least = words
            .at_least
            .iter()
            .map(|least| quote! { .at_least(#least) });
        let at_most = words.at_most.iter().map(|most| quote! { .at_most(#most) });
        for count in words.at_least.iter().chain(&words.at_most) {
            self.checks.push(quote! {
                const _: () = ::core::assert!((#count) > 0, "0 limits nothing: leave the word out");
            });
        }
        let validate = &words.validate;
        let relations = relations(&words.relations);
        self.has_blocks = true;
        self.blocks.push(quote! {
            blocks.push(__model::block::<#ty>(#name, #description) #required #(#at_least)* #(#at_most)* #(#deprecated)* #(.validate(__model::rule_of::<#ty, _>(#validate)))* #relations);
        });
        self.read
            .push(quote! { #ident: __model::read_member(members, #name)? });
        self.write
            .push(quote! { __model::write_member(members, #name, &self.#ident); });
        self.declare(name, field_name(words.name.as_ref(), ident))
    }

    /// Notes a name, which stands `at` this place.
    fn declare(&mut self, name: String, at: &dyn ToTokens) -> Result<()> {
        let refuse = |what: &str| Err(syn::Error::new_spanned(at, format!("`{name}` {what}")));
        let is_letter = |letter: u8| letter.is_ascii_lowercase() || letter == b'_';
        let starts_well = name.bytes().next().is_some_and(is_letter);
        if !starts_well
            || !name
                .bytes()
                .all(|one| is_letter(one) || one.is_ascii_digit())
        {
            return refuse(
                "is no name: names are lower-case letters, digits and underscores, and begin with no digit",
            );
        }
        if self.names.contains(&name) {
            return refuse("is declared twice");
        }
        self.names.push(name);
        Ok(())
    }

    fn implementation(self, input: &DeriveInput, words: &StructWords) -> TokenStream {
        let Self {
            attributes,
            blocks,
            read,
            write,
            names,
            checks,
            has_blocks,
        } = self;
        let ident = &input.ident;
        let description = match &words.description {
            Some(description) => quote! { #description },
            None => {
                let text = description::of(&input.attrs).unwrap_or_default();
                quote! { #text }
            }
        };
        let version = words
            .version
            .iter()
            .map(|version| quote! { fn version() -> i64 { #version } });
        let deprecated = words.deprecated.iter().map(|instead| {
            quote! {
                fn deprecated() -> ::core::option::Option<&'static str> {
                    ::core::option::Option::Some(#instead)
                }
            }
        });
        // What a user writes holds null and unknown; what only the provider says need not.
        let is_settable = !words.computed && !has_blocks;
        let settable = is_settable.then(|| {
            quote! {
                #[automatically_derived]
                impl __model::ConfigurableParts for #ident {}
            }
        });
        quote! {
            const _: () = {
                use ::tf_plugin::framework::model::derive as __model;

                #(#checks)*

                #[automatically_derived]
                impl __model::Model for #ident {
                    const NAMES: &'static [&'static str] = &[#(#names),*];

                    fn description() -> &'static str {
                        #description
                    }

                    #(#version)*

                    #(#deprecated)*

                    fn attributes() -> ::std::vec::Vec<__model::Attribute> {
                        #[allow(unused_mut)]
                        let mut attributes = ::std::vec::Vec::new();
                        #(#attributes)*
                        attributes
                    }

                    fn blocks() -> ::std::vec::Vec<__model::Block> {
                        #[allow(unused_mut)]
                        let mut blocks = ::std::vec::Vec::new();
                        #(#blocks)*
                        blocks
                    }

                    fn read_members(members: &__model::Members) -> ::core::result::Result<Self, __model::ModelError> {
                        ::core::result::Result::Ok(Self { #(#read),* })
                    }

                    fn write_members(&self, members: &mut __model::Members) {
                        #(#write)*
                    }
                }

                #[automatically_derived]
                impl __model::AttributeType for #ident {
                    fn shape() -> __model::Shape {
                        __model::object_shape::<Self>()
                    }

                    fn read(value: &__model::Value) -> ::core::result::Result<Self, __model::ModelError> {
                        __model::from_value(value)
                    }

                    fn write(&self) -> __model::Value {
                        __model::to_value(self)
                    }
                }

                #settable
            };
        }
    }
}

fn pairs(pairs: &[(Ident, Expr)]) -> Vec<TokenStream> {
    let each = pairs.iter().map(|(name, value)| {
        let name = name.unraw().to_string();
        quote! { (#name, #value) }
    });
    each.collect()
}

/// Calls that add rules between arguments.
fn relations(relations: &[(Ident, Vec<LitStr>)]) -> TokenStream {
    let each = relations
        .iter()
        .map(|(rule, others)| quote! { .relates(__model::#rule([#(#others),*])) });
    each.collect()
}

/// Where the name of an attribute or a block stands.
fn field_name<'a>(name: Option<&'a LitStr>, ident: &'a Ident) -> &'a dyn ToTokens {
    match name {
        Some(name) => name,
        None => ident,
    }
}

fn named(name: Option<&LitStr>, ident: &Ident) -> String {
    name.map_or_else(|| ident.unraw().to_string(), LitStr::value)
}

fn described(description: Option<&Expr>, field: &syn::Field, name: &str) -> Result<TokenStream> {
    if let Some(description) = description {
        return Ok(quote! { #description });
    }
    match description::of(&field.attrs) {
        Some(text) => Ok(quote! { #text }),
        None => Err(syn::Error::new_spanned(
            &field.ident,
            format!("`{name}` has no description: write a doc comment, which users will read"),
        )),
    }
}
