//! What clients have to know of a running simulator, for shells and for programs.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use cen_simulator::{AccessKey, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET};

use super::error::Error;

/// Where a simulator is found and how it is called: what `env --json` prints and `simulator --ready-file` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Whereabouts {
    /// By plain HTTP: `http://127.0.0.1:PORT`.
    pub(super) endpoint: String,
    /// By TLS.
    pub(super) tls_endpoint: Option<String>,
    /// The file with the certificate to trust for it.
    pub(super) certificate: Option<PathBuf>,
    pub(super) access_key_id: String,
    /// The process, for who starts it and has to end it; not known to who only asks.
    pub(super) process: Option<u32>,
}

/// A shell whose words are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// Of bash, dash, zsh and the like.
    #[value(aliases = ["bash", "zsh"])]
    Sh,
    Fish,
    Powershell,
}

/// A variable, and what it is set to; it is unset with nothing.
pub(super) type Variable = (&'static str, Option<String>);

impl Whereabouts {
    /// What `file` says.
    pub(super) fn read(file: &Path) -> Result<Self, Error> {
        let what = || format!("cannot read where the simulator is from {}", file.display());
        let text = std::fs::read_to_string(file).map_err(Error::files(what()))?;
        serde_json::from_str(&text).map_err(|error| Error::Usage(format!("{}: {error}", what())))
    }

    /// Writes it so that whoever sees the file sees all of it.
    pub(super) fn write(&self, file: &Path) -> Result<(), Error> {
        let folder = match file.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|new| {
            serde_json::to_writer_pretty(&new, self)?;
            new.persist(file)?;
            Ok(())
        });
        written.map_err(Error::files(format!("cannot write {}", file.display())))
    }

    /// The variables that lead this provider, the official one and the SDKs there, with this key.
    ///
    /// Without a key what belongs to one is unset, so that no real one is used together with what is set.
    pub(super) fn variables(&self, key: Option<&AccessKey>) -> Vec<Variable> {
        let host = self.endpoint.trim_start_matches("http://").to_owned();
        let token = key.and_then(|key| key.security_token.as_ref());
        let mut variables = vec![
            ("CEN_ENDPOINT", Some(self.endpoint.clone())),
            // The official provider takes a host, and the scheme from `protocol` in its block.
            ("ALIBABA_CLOUD_ENDPOINT_CBN", Some(host.clone())),
            // Said even where it follows from the address of CEN: on another machine it does not, and keys would go to the real one.
            ("CEN_BILLING_ENDPOINT", Some(self.endpoint.clone())),
            ("ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI", Some(host)),
            ("ALIBABA_CLOUD_STS_ENDPOINT", Some(self.endpoint.clone())),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", key.map(|key| key.id.clone())),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                key.map(|key| key.secret.expose().to_owned()),
            ),
            // One that is left over from a real session would be refused.
            (
                "ALIBABA_CLOUD_SECURITY_TOKEN",
                token.map(|token| token.expose().to_owned()),
            ),
        ];
        if let Some(certificate) = &self.certificate {
            let path = certificate.display().to_string();
            variables.extend([
                ("CEN_SIMULATOR_CA", Some(path.clone())),
                // This one adds to what is trusted; those of other programs replace it, so that is left to who wants it.
                ("NODE_EXTRA_CA_CERTS", Some(path)),
            ]);
        }
        variables
    }

    /// All of it as JSON, with the variables.
    pub(super) fn to_json(&self, key: Option<&AccessKey>) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(self)?;
        let variables = self.variables(key).into_iter();
        let variables = variables.map(|(name, value)| (name.to_owned(), value.into()));
        if let Value::Object(fields) = &mut value {
            fields.insert("variables".to_owned(), Value::Object(variables.collect()));
        }
        Ok(value)
    }
}

impl Shell {
    /// The shell that most people have here.
    pub(super) fn usual() -> Self {
        if cfg!(windows) {
            Self::Powershell
        } else {
            Self::Sh
        }
    }

    /// A line that sets a variable, or unsets it.
    pub(super) fn line(self, (name, value): &Variable) -> String {
        match (self, value) {
            (Self::Sh, Some(value)) => {
                format!("export {name}='{}'\n", value.replace('\'', "'\\''"))
            }
            (Self::Sh, None) => format!("unset {name}\n"),
            (Self::Fish, Some(value)) => {
                let quoted = value.replace('\\', "\\\\").replace('\'', "\\'");
                format!("set -gx {name} '{quoted}'\n")
            }
            (Self::Fish, None) => format!("set -e {name}\n"),
            (Self::Powershell, Some(value)) => {
                format!("$env:{name} = '{}'\n", value.replace('\'', "''"))
            }
            (Self::Powershell, None) => {
                format!("Remove-Item Env:{name} -ErrorAction SilentlyContinue\n")
            }
        }
    }
}

/// Whether this is the key that every simulator knows, so that showing its secret gives nothing away.
pub(super) fn is_built_in(key: &AccessKey) -> bool {
    key.id == DEFAULT_ACCESS_KEY_ID && key.secret.expose() == DEFAULT_ACCESS_KEY_SECRET
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Whereabouts {
        Whereabouts {
            endpoint: "http://127.0.0.1:8080".to_owned(),
            tls_endpoint: None,
            certificate: None,
            access_key_id: DEFAULT_ACCESS_KEY_ID.to_owned(),
            process: None,
        }
    }

    #[test]
    fn every_shell_reads_its_own_words() {
        let key = "a:it's\\:".parse::<AccessKey>().unwrap();
        let variables = plain().variables(Some(&key));
        let (id, secret) = (&variables[5], &variables[6]);
        let unset = ("ALIBABA_CLOUD_SECURITY_TOKEN", None);
        let lines = |shell: Shell| [id, secret, &unset].map(|variable| shell.line(variable));
        assert_eq!(
            lines(Shell::Sh),
            [
                "export ALIBABA_CLOUD_ACCESS_KEY_ID='a'\n",
                "export ALIBABA_CLOUD_ACCESS_KEY_SECRET='it'\\''s\\'\n",
                "unset ALIBABA_CLOUD_SECURITY_TOKEN\n",
            ]
        );
        assert_eq!(
            lines(Shell::Fish),
            [
                "set -gx ALIBABA_CLOUD_ACCESS_KEY_ID 'a'\n",
                "set -gx ALIBABA_CLOUD_ACCESS_KEY_SECRET 'it\\'s\\\\'\n",
                "set -e ALIBABA_CLOUD_SECURITY_TOKEN\n",
            ]
        );
        assert_eq!(
            lines(Shell::Powershell),
            [
                "$env:ALIBABA_CLOUD_ACCESS_KEY_ID = 'a'\n",
                "$env:ALIBABA_CLOUD_ACCESS_KEY_SECRET = 'it''s\\'\n",
                "Remove-Item Env:ALIBABA_CLOUD_SECURITY_TOKEN -ErrorAction SilentlyContinue\n",
            ]
        );
    }

    #[test]
    fn what_belongs_to_a_key_is_set_or_unset_together() {
        let place = Whereabouts {
            certificate: Some("ca.pem".into()),
            ..plain()
        };
        let of_the_key = |key: Option<&AccessKey>| place.variables(key)[5..8].to_vec();
        let set = |name, value: &str| (name, Some(value.to_owned()));
        let (id, secret, token) = (
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABA_CLOUD_SECURITY_TOKEN",
        );
        let none = [(id, None), (secret, None), (token, None)];
        assert_eq!(of_the_key(None), none);
        let key = "a:b:c".parse::<AccessKey>().unwrap();
        let all = [set(id, "a"), set(secret, "b"), set(token, "c")];
        assert_eq!(of_the_key(Some(&key)), all);
        assert_eq!(
            place.variables(None)[8..],
            [
                set("CEN_SIMULATOR_CA", "ca.pem"),
                set("NODE_EXTRA_CA_CERTS", "ca.pem")
            ]
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        plain().write(&file).unwrap();
        assert_eq!(Whereabouts::read(&file).unwrap(), plain());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
