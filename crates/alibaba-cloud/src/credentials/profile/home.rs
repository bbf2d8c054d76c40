//! Where the user's files are.

use std::path::{Path, PathBuf};

use crate::world::Variables;

/// The user's folder, as the official tools find it.
fn home(variables: &dyn Variables) -> Option<PathBuf> {
    let var = |name| variables.var(name);
    if let Some(home) = var("HOME") {
        return Some(PathBuf::from(home));
    }
    if !cfg!(windows) {
        return None;
    }
    var("USERPROFILE")
        .or_else(|| Some(var("HOMEDRIVE")? + &var("HOMEPATH")?))
        .map(PathBuf::from)
}

/// The path of a file in the user's folder; `None` when nobody says where that is.
pub(in super::super) fn in_home(variables: &dyn Variables, parts: &[&str]) -> Option<PathBuf> {
    let mut path = home(variables)?;
    path.extend(parts);
    Some(path)
}

/// A path as users write it: a leading `~` stands for their folder.
pub(in super::super) fn path(variables: &dyn Variables, text: &str) -> PathBuf {
    let written = Path::new(text);
    match written.strip_prefix("~") {
        Ok(rest) => match home(variables) {
            Some(home) => home.join(rest),
            None => written.to_owned(),
        },
        Err(_) => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_tilde_stands_for_the_users_folder() {
        let variables = BTreeMap::from([("HOME".to_owned(), "/home/u".to_owned())]);
        for (text, expected) in [
            ("~/x/y", "/home/u/x/y"),
            ("~", "/home/u"),
            ("~other/x", "~other/x"),
            ("/x/~", "/x/~"),
            ("x", "x"),
        ] {
            assert_eq!(path(&variables, text), Path::new(expected), "{text}");
        }
        assert_eq!(path(&BTreeMap::new(), "~/x"), Path::new("~/x"));
        assert_eq!(
            in_home(&variables, &[".aliyun", "config.json"]),
            Some(PathBuf::from("/home/u/.aliyun/config.json"))
        );
        assert_eq!(in_home(&BTreeMap::new(), &["x"]), None);
    }
}
