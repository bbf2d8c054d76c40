//! The words in `#[model(…)]`, `#[attribute(…)]` and `#[block(…)]`.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Result, Token};

/// What stands in `#[model(…)]` on a struct.
#[derive(Default)]
pub(crate) struct StructWords {
    /// Every attribute is the provider's.
    pub(crate) computed: bool,
    pub(crate) version: Option<LitInt>,
    pub(crate) deprecated: Option<Expr>,
    pub(crate) description: Option<Expr>,
}

impl StructWords {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Self::default();
        for attribute in attributes {
            if !attribute.path().is_ident("model") {
                continue;
            }
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("computed") {
                    words.computed = true;
                } else if meta.path.is_ident("version") {
                    words.version = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("deprecated") {
                    words.deprecated = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("description") {
                    words.description = Some(meta.value()?.parse()?);
                } else {
                    return Err(meta.error(
                        "expected `computed`, `version = …`, `deprecated = …` or `description = …`",
                    ));
                }
                Ok(())
            })?;
        }
        Ok(words)
    }
}

/// What a field is.
pub(crate) enum FieldWords {
    Attribute(Box<AttributeWords>),
    Block(Box<BlockWords>),
    /// The attributes of another model in this place, some with another description.
    Flatten(Vec<(Ident, Expr)>),
    /// The operations whose time can be limited, each with its description.
    Timeouts(Vec<(Ident, Expr)>),
}

/// Who sets an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
    OptionalComputed,
    Computed,
}

pub(crate) struct AttributeWords {
    pub(crate) presence: Presence,
    pub(crate) name: Option<LitStr>,
    pub(crate) description: Option<Expr>,
    pub(crate) default: Option<Expr>,
    pub(crate) deprecated: Option<Expr>,
    pub(crate) validate: Vec<Expr>,
    pub(crate) plan_modifier: Vec<Expr>,
    pub(crate) relations: Vec<(Ident, Vec<LitStr>)>,
    /// Methods of the schema's attribute that take no argument.
    pub(crate) flags: Vec<Ident>,
}

#[derive(Default)]
pub(crate) struct BlockWords {
    pub(crate) name: Option<LitStr>,
    pub(crate) description: Option<Expr>,
    pub(crate) deprecated: Option<Expr>,
    pub(crate) required: bool,
    pub(crate) at_least: Option<Expr>,
    pub(crate) at_most: Option<Expr>,
    pub(crate) validate: Vec<Expr>,
    pub(crate) relations: Vec<(Ident, Vec<LitStr>)>,
    said: Said,
}

/// Words of fields that are methods of the schema's attribute.
const FLAGS: [&str; 5] = [
    "use_state_for_unknown",
    "requires_replace",
    "requires_replace_while_unknown",
    "sensitive",
    "write_only",
];

/// Rules between arguments, which are functions of the same names.
const RELATIONS: [&str; 4] = [
    "conflicts_with",
    "exactly_one_of",
    "at_least_one_of",
    "required_with",
];

const EXPECTED: &str = "expected one of `required`, `optional`, `computed`, `default = …`, `use_state_for_unknown`, \
    `requires_replace`, `requires_replace_while_unknown`, `plan_modifier = …`, `sensitive`, `write_only`, `deprecated = …`, \
    `validate = …`, `conflicts_with(…)`, `exactly_one_of(…)`, `at_least_one_of(…)`, `required_with(…)`, `name = …`, `description = …`, `flatten`, `describe(…)`, `timeouts(…)`";

/// What was read so far of a field's words.
#[derive(Default)]
struct Collected {
    required: bool,
    optional: bool,
    computed: bool,
    flatten: bool,
    describe: Vec<(Ident, Expr)>,
    timeouts: Option<Vec<(Ident, Expr)>>,
    name: Option<LitStr>,
    description: Option<Expr>,
    default: Option<Expr>,
    deprecated: Option<Expr>,
    validate: Vec<Expr>,
    plan_modifier: Vec<Expr>,
    relations: Vec<(Ident, Vec<LitStr>)>,
    flags: Vec<Ident>,
    said: Said,
}

/// The words that have been read.
#[derive(Default)]
struct Said(Vec<String>);

impl Said {
    /// Refuses a word that was there before.
    fn once(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = meta.path.require_ident()?.to_string();
        if self.0.contains(&word) {
            return Err(meta.error(format!("`{word}` is there twice")));
        }
        self.0.push(word);
        Ok(())
    }
}

/// Words that can be repeated, each time with something else.
const REPEATED: [&str; 2] = ["validate", "plan_modifier"];

impl FieldWords {
    pub(crate) fn of(field: &syn::Field, is_computed: bool) -> Result<Self> {
        let mut collected = Collected {
            computed: is_computed,
            ..Collected::default()
        };
        let mut block: Option<BlockWords> = None;
        let mut is_attribute = false;
        for attribute in &field.attrs {
            let is_block = attribute.path().is_ident("block");
            is_attribute |= attribute.path().is_ident("attribute");
            if is_attribute && (is_block || block.is_some()) {
                return Err(syn::Error::new_spanned(
                    attribute.path(),
                    "a field is an attribute or a block, not both",
                ));
            }
            if attribute.path().is_ident("attribute") {
                attribute.parse_nested_meta(|meta| collected.read(&meta))?;
            } else if is_block {
                let words = block.get_or_insert_default();
                if matches!(attribute.meta, syn::Meta::List(_)) {
                    attribute.parse_nested_meta(|meta| words.read(&meta))?;
                }
            }
        }
        match block {
            Some(_) if is_computed => Err(syn::Error::new_spanned(
                &field.ident,
                "blocks are written by users, and here everything is computed",
            )),
            Some(words) => Ok(Self::Block(Box::new(words))),
            None => collected.into_words(field),
        }
    }
}

impl Collected {
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let Some(word) = meta.path.get_ident() else {
            return Err(meta.error(EXPECTED));
        };
        let text = word.to_string();
        if !REPEATED.contains(&text.as_str()) && !RELATIONS.contains(&text.as_str()) {
            self.said.once(meta)?;
        }
        match text.as_str() {
            "required" => self.required = true,
            "optional" => self.optional = true,
            "computed" => self.computed = true,
            "flatten" => self.flatten = true,
            "describe" => self.describe = pairs(meta)?,
            "timeouts" => self.timeouts = Some(pairs(meta)?),
            "name" => self.name = Some(meta.value()?.parse()?),
            "description" => self.description = Some(meta.value()?.parse()?),
            "default" => self.default = Some(meta.value()?.parse()?),
            "deprecated" => self.deprecated = Some(meta.value()?.parse()?),
            "plan_modifier" => self.plan_modifier.push(meta.value()?.parse()?),
            "validate" => self.validate.push(meta.value()?.parse()?),
            word if RELATIONS.contains(&word) => self.relations.push(relation(meta)?),
            flag if FLAGS.contains(&flag) => self.flags.push(word.clone()),
            _ => return Err(meta.error(EXPECTED)),
        }
        Ok(())
    }

    fn into_words(self, field: &syn::Field) -> Result<FieldWords> {
        let refuse = |what: &str| Err(syn::Error::new_spanned(&field.ident, what));
        // Whether there is nothing but these words.
        let has_only = |words: &[&str]| {
            self.said.0.iter().all(|one| words.contains(&one.as_str()))
                && self.validate.is_empty()
                && self.plan_modifier.is_empty()
                && self.relations.is_empty()
        };
        if self.flatten {
            return if has_only(&["flatten", "describe"]) {
                Ok(FieldWords::Flatten(self.describe))
            } else {
                refuse(
                    "`flatten` takes the attributes as they are; only `describe(…)` goes with it",
                )
            };
        }
        if !self.describe.is_empty() {
            return refuse("`describe(…)` goes with `flatten`");
        }
        if let Some(timeouts) = &self.timeouts {
            return if has_only(&["timeouts"]) {
                Ok(FieldWords::Timeouts(timeouts.clone()))
            } else {
                refuse("`timeouts(…)` stands alone: it is always optional")
            };
        }
        let presence = match (self.required, self.optional, self.computed, &self.default) {
            (true, false, false, None) => Presence::Required,
            (false, true, false, None) => Presence::Optional,
            (false, true, true, None) | (false, _, _, Some(_)) => Presence::OptionalComputed,
            (false, false, true, None) => Presence::Computed,
            (false, false, false, None) => {
                return refuse(
                    "say who sets it: `#[attribute(required)]`, `optional`, `optional, computed`, `computed` or \
                     `default = …`",
                );
            }
            (true, ..) => {
                return refuse(
                    "what is required is neither optional nor computed, and has no default",
                );
            }
        };
        if presence == Presence::Computed && !self.validate.is_empty() {
            return refuse("nobody can set it, so `validate` would never run");
        }
        if presence == Presence::Computed && !self.relations.is_empty() {
            return refuse("nobody can set it, so it goes together with nothing");
        }
        Ok(FieldWords::Attribute(Box::new(AttributeWords {
            presence,
            name: self.name,
            description: self.description,
            default: self.default,
            deprecated: self.deprecated,
            validate: self.validate,
            plan_modifier: self.plan_modifier,
            relations: self.relations,
            flags: self.flags,
        })))
    }
}

impl BlockWords {
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if !RELATIONS.iter().any(|word| meta.path.is_ident(word)) && !meta.path.is_ident("validate")
        {
            self.said.once(meta)?;
        }
        if meta.path.is_ident("required") {
            self.required = true;
        } else if meta.path.is_ident("at_least") {
            self.at_least = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("at_most") {
            self.at_most = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("validate") {
            self.validate.push(meta.value()?.parse()?);
        } else if meta.path.is_ident("name") {
            self.name = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("description") {
            self.description = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("deprecated") {
            self.deprecated = Some(meta.value()?.parse()?);
        } else if RELATIONS.iter().any(|word| meta.path.is_ident(word)) {
            self.relations.push(relation(meta)?);
        } else {
            return Err(meta.error(
                "expected one of `required`, `at_least = …`, `at_most = …`, `validate = …`, `deprecated = …`, `conflicts_with(…)`, `exactly_one_of(…)`, \
                 `at_least_one_of(…)`, `required_with(…)`, `name = …`, `description = …`",
            ));
        }
        if self.required && self.at_least.is_some() {
            return Err(meta
                .error("a block that is written at least so often is required: say one of both"));
        }
        Ok(())
    }
}

/// `word("name", …)`
fn relation(meta: &ParseNestedMeta<'_>) -> Result<(Ident, Vec<LitStr>)> {
    let content;
    syn::parenthesized!(content in meta.input);
    let others = content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?;
    if others.is_empty() {
        return Err(meta.error("say which other arguments are meant, such as `(\"name\")`"));
    }
    let word = meta.path.require_ident()?.clone();
    Ok((word, others.into_iter().collect()))
}

/// `word(name = value, …)`
fn pairs(meta: &ParseNestedMeta<'_>) -> Result<Vec<(Ident, Expr)>> {
    let content;
    syn::parenthesized!(content in meta.input);
    let mut pairs = Vec::new();
    while !content.is_empty() {
        let name: Ident = content.parse()?;
        content.parse::<Token![=]>()?;
        pairs.push((name, content.parse()?));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}
