//! The `User-Agent` header.

/// Longest header that is sent, in bytes; gateways cut or refuse longer ones.
const LONGEST: usize = 512;

/// Who is calling, for the API's records: printable ASCII, at most 512 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAgent(String);

/// Text that must not go into a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "text for the User-Agent must be printable ASCII, at most {LONGEST} bytes with what it is appended to"
)]
pub struct UserAgentError;

impl UserAgent {
    /// `AlibabaCloud (os; arch)` as the official SDKs begin it, then `name/version` for each of `products`.
    ///
    /// # Errors
    ///
    /// When a name or a version is not printable ASCII, or all of it is too long.
    pub fn new(products: &[(&str, &str)]) -> Result<Self, UserAgentError> {
        let mut text = format!(
            "AlibabaCloud ({}; {})",
            std::env::consts::OS,
            std::env::consts::ARCH
        );
        for (name, version) in products {
            text.push_str(&format!(" {name}/{version}"));
        }
        Self::checked(text)
    }

    /// The same with `text` at its end, trimmed; nothing is added for blank text.
    ///
    /// # Errors
    ///
    /// When `text` holds anything but printable ASCII (a line break could smuggle in a header), or is too long.
    pub fn append(self, text: &str) -> Result<Self, UserAgentError> {
        match text.trim() {
            "" => Ok(self),
            text => Self::checked(format!("{} {text}", self.0)),
        }
    }

    fn checked(text: String) -> Result<Self, UserAgentError> {
        let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if printable && text.len() <= LONGEST {
            Ok(Self(text))
        } else {
            Err(UserAgentError)
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_appended_words_follow_the_system() {
        let agent = UserAgent::new(&[("a-provider", "1.2.3"), ("Terraform", "1.11.4")])
            .and_then(|agent| agent.append("  module/x \n"))
            .and_then(|agent| agent.append(" "))
            .unwrap();
        assert_eq!(
            agent.as_str(),
            format!(
                "AlibabaCloud ({}; {}) a-provider/1.2.3 Terraform/1.11.4 module/x",
                std::env::consts::OS,
                std::env::consts::ARCH
            )
        );
    }

    #[test]
    fn control_characters_and_endless_text_are_refused() {
        let agent = UserAgent::new(&[]).unwrap();
        assert_eq!(
            agent.clone().append("x\r\nHost: elsewhere"),
            Err(UserAgentError)
        );
        assert_eq!(agent.clone().append("ü"), Err(UserAgentError));
        assert_eq!(agent.append(&"x".repeat(512)), Err(UserAgentError));
    }
}
