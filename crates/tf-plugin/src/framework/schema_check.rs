//! Whether a provider's schemas are ones that hosts accept.

use std::collections::BTreeSet;

use super::provider::Provider;
use super::schema::{NO_NAME, Role, Schema, is_name};

/// Everything that is wrong with the names and schemas of `provider`, its block included; empty for a good provider.
///
/// One fault in one schema makes hosts refuse the whole provider, so every provider has a test that calls this.
pub fn validate_implementation<P: Provider>(provider: &P) -> Vec<String> {
    let mut found = Found {
        provider: provider.name(),
        faults: Vec::new(),
    };
    let block = Schema::of::<P::Config>().faults(Role::ProviderBlock);
    found.add("provider block", block);
    let resources = provider.resources();
    let resources = resources.iter();
    let resources =
        found.types(resources.map(|one| (one.type_name(), one.0.validate_implementation())));
    let data_sources = provider.data_sources();
    let data_sources = data_sources.iter();
    found.types(data_sources.map(|one| (one.type_name(), one.0.validate_implementation())));
    let ephemeral = provider.ephemeral_resources();
    let ephemeral = ephemeral.iter();
    found.types(ephemeral.map(|one| (one.type_name(), one.0.validate_implementation())));
    let searches = provider.list_resources();
    let searches = searches.iter();
    let searches =
        found.types(searches.map(|one| (one.type_name(), one.0.validate_implementation())));
    for search in searches.difference(&resources) {
        found.add(
            search,
            vec!["is searched for, and is no resource".to_owned()],
        );
    }
    let actions = provider.actions();
    let actions = actions.iter();
    found.types(actions.map(|one| (one.type_name(), one.0.validate_implementation())));
    let functions = provider.functions();
    let functions = functions.iter();
    let functions = functions.map(|one| (one.name(), one.validate_implementation()));
    for name in found.named(functions) {
        if !is_function_name(name) {
            found.add(name, vec![NO_FUNCTION_NAME.to_owned()]);
        }
    }
    found.faults
}

/// What is wrong with the name of a function that cannot be called.
const NO_FUNCTION_NAME: &str =
    "names of functions are letters, digits, underscores and hyphens, and begin with a letter";

/// Whether the language can call a function of this name.
fn is_function_name(name: &str) -> bool {
    let mut letters = name.bytes();
    letters
        .next()
        .is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || b"_-".contains(&letter))
}

/// What has been found.
struct Found {
    provider: &'static str,
    faults: Vec<String>,
}

impl Found {
    fn add(&mut self, owner: &str, faults: Vec<String>) {
        let faults = faults.into_iter();
        self.faults
            .extend(faults.map(|fault| format!("{owner}: {fault}")));
    }

    /// Adds the faults of types of one sort, and answers with their names. Hosts find the provider of a type by what its
    /// name begins with.
    fn types(
        &mut self,
        types: impl Iterator<Item = (&'static str, Vec<String>)>,
    ) -> BTreeSet<&'static str> {
        let names = self.named(types);
        for name in &names {
            if !is_name(name) {
                self.add(name, vec![NO_NAME.to_owned()]);
            }
            let rest = name.strip_prefix(self.provider);
            if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_')) {
                let fault = format!("names of types begin with `{}_`", self.provider);
                self.add(name, vec![fault]);
            }
        }
        names
    }

    /// The same for anything that has a name.
    fn named(
        &mut self,
        all: impl Iterator<Item = (&'static str, Vec<String>)>,
    ) -> BTreeSet<&'static str> {
        let mut names = BTreeSet::new();
        for (name, faults) in all {
            self.add(name, faults);
            if !names.insert(name) {
                self.add(name, vec!["is there twice".to_owned()]);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use crate::framework::model::Model;
    use crate::framework::{
        BoxedDataSource, BoxedFunction, BoxedResource, DataSource, DataSourceRead, Diagnostics,
        Function, FunctionError, Parameters, ProviderData,
    };
    use crate::value::Attr;

    /// A block.
    #[derive(Clone, Model)]
    struct Block {
        /// A version of what is behind it.
        #[attribute(optional)]
        version: Attr<String>,
    }

    struct Misnamed;

    impl ProviderData for Misnamed {
        type KnownConfig = ();
        type Client = ();
        type Walk = ();
    }

    impl Provider for Misnamed {
        type Config = Block;

        fn name(&self) -> &'static str {
            "example"
        }

        fn resources(&self) -> Vec<BoxedResource<Self>> {
            Vec::new()
        }

        fn data_sources(&self) -> Vec<BoxedDataSource<Self>> {
            let names = [
                "example_a",
                "example_a",
                "example",
                "examples_b",
                "example_C",
            ];
            names
                .map(|name| BoxedDataSource::new(Question(name)))
                .into()
        }

        fn functions(&self) -> Vec<BoxedFunction> {
            vec![BoxedFunction::of::<Join>(), BoxedFunction::of::<Join>()]
        }

        fn client(&self, _: &Block, _: &str, _: &mut Diagnostics) -> Option<()> {
            Some(())
        }
    }

    struct Question(&'static str);

    #[async_trait]
    impl DataSource<Misnamed> for Question {
        type Model = Empty;

        fn type_name(&self) -> &'static str {
            self.0
        }

        async fn read(
            &self,
            request: DataSourceRead<Empty, Misnamed>,
        ) -> Result<Empty, Diagnostics> {
            Ok(request.config)
        }
    }

    /// Nothing.
    #[derive(Clone, Model)]
    struct Empty {}

    /// Joins nothing.
    #[derive(Parameters)]
    struct Join {}

    impl Function for Join {
        const NAME: &'static str = "join all";
        type Output = bool;

        fn call(self) -> Result<bool, FunctionError> {
            Ok(true)
        }
    }

    #[test]
    fn names_that_hosts_cannot_use_are_faults() {
        let expected = [
            "provider block: version: the language reserves this name".to_owned(),
            "example_a: is there twice".to_owned(),
            format!("example_C: {NO_NAME}"),
            "examples_b: names of types begin with `example_`".to_owned(),
            "join all: is there twice".to_owned(),
            format!("join all: {NO_FUNCTION_NAME}"),
        ];
        assert_eq!(validate_implementation(&Misnamed), expected);
    }
}
