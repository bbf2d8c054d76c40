//! Where in a value something is.

use std::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// An attribute of an object.
    Attribute(String),
    /// A block: what is written without an equals sign.
    Block(String),
    /// An element of a map.
    Key(String),
    /// An element of a list or tuple, from 0. Elements of sets cannot be addressed; a path stops at the set.
    Index(i64),
}

/// The way from a whole resource or configuration to a part of it. The empty path is the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

impl Path {
    /// The path of a top-level attribute.
    pub fn root(attribute: &str) -> Self {
        Self::default().attribute(attribute)
    }

    /// This path and then the block `name`.
    pub fn block(&self, name: &str) -> Self {
        self.then(Step::Block(name.to_owned()))
    }

    /// This path and then the attribute `name`.
    pub fn attribute(&self, name: &str) -> Self {
        self.then(Step::Attribute(name.to_owned()))
    }

    /// This path and then the map element `key`.
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// This path and then the element number `index`, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(i64::try_from(index).unwrap_or(i64::MAX)))
    }

    /// The steps from the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// What an error message begins with: the path and a colon, nothing for the whole.
    pub(super) fn prefix(&self) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            format!("{self}: ")
        }
    }

    fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// As a person writes it in HCL: `tags["env"]`, `timeouts.create`, `zones[0]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) | Step::Block(name) if position == 0 => {
                    write!(f, "{name}")?;
                }
                Step::Attribute(name) | Step::Block(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn paths_read_like_hcl() {
        let path = Path::root("a").attribute("b").key("c d").index(0);
        assert_eq!(path.to_string(), r#"a.b["c d"][0]"#);
    }
}
