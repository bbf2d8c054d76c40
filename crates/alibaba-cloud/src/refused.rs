//! What is told of a refused call: the server's words, cleaned, and what we know beyond them.

use crate::answer::Envelope;
use crate::call::Call;
use crate::credentials::{Credential, CredentialsError};
use crate::error::ApiError;
use crate::outcome;
use crate::redact;
use crate::request::Request;
use crate::secret::Secret;
use crate::transport::RawAnswer;

/// What came of looking for another key after one was refused for its age.
pub(crate) enum Renewal {
    /// The key was not refused for its age.
    NotCalledFor,
    /// There is another key now.
    Done,
    /// Its source has no other.
    Impossible,
    /// Its source failed.
    Failed(CredentialsError),
}

/// One refused attempt, with all that can explain it.
pub(crate) struct Refused<'a> {
    pub(crate) call: &'a Call,
    pub(crate) raw: &'a RawAnswer,
    pub(crate) envelope: &'a Envelope,
    pub(crate) request: &'a Request,
    pub(crate) credential: Option<&'a Credential>,
    pub(crate) renewal: &'a Renewal,
}

impl Refused<'_> {
    /// The refusal, fit to be shown.
    pub(crate) fn api_error(&self) -> ApiError {
        let secrets = self.secrets();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let clean = |text: &str| redact::message(text, &secrets);
        ApiError {
            action: self.call.action(),
            advice: self.advice().map(|text| clean(&text)),
            follows_unanswered: false,
            message: clean(&self.envelope.message),
            code: clean(&self.envelope.code),
            request_id: self.envelope.request_id.as_deref().map(clean),
            http_status: self.raw.status,
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut secrets: Vec<Secret> = self.call.secrets().collect();
        if let Some(proof) = &self.request.proof {
            // The longest first: what it is made of would be blotted out of it.
            secrets.push(proof.string_to_sign.clone());
            secrets.push(proof.signature.clone());
        }
        if let Some(credential) = self.credential {
            secrets.push(credential.access_key_secret.clone());
            secrets.push(Secret::new(credential.access_key_id.as_str()));
            secrets.extend(credential.security_token.clone());
        }
        secrets
    }

    /// What we can add to the server's words.
    fn advice(&self) -> Option<String> {
        let Some(credential) = self.credential else {
            return self.envelope.denied.clone();
        };
        let source = &credential.source;
        let code = self.envelope.code.as_str();
        match self.renewal {
            Renewal::Impossible => {
                return Some(format!(
                    "The temporary key came from: {source}. There is no newer one there; get one and put it in its place."
                ));
            }
            Renewal::Failed(error) => {
                return Some(format!(
                    "The temporary key came from: {source}. Getting a newer one failed: {error}"
                ));
            }
            Renewal::NotCalledFor | Renewal::Done => {}
        }
        if code == "SignatureDoesNotMatch" {
            let verdict = self.verdict();
            return Some(format!("{verdict}. The key came from: {source}."));
        }
        if code.starts_with("InvalidTimeStamp") {
            return Some(
                "The clock of this machine and the server's disagree; set the clock.".to_owned(),
            );
        }
        if outcome::is_about_identity(code) {
            return Some(format!("The key came from: {source}."));
        }
        self.envelope.denied.clone()
    }

    /// Who is to blame for a signature that does not match.
    fn verdict(&self) -> &'static str {
        let theirs = redact::quoted_string_to_sign(&self.envelope.message);
        let ours = self.request.proof.as_ref();
        match (theirs, ours) {
            (Some(theirs), Some(ours)) if theirs == ours.string_to_sign.expose() => {
                "Both sides signed the same text, so the secret does not belong to this access key"
            }
            (Some(_), _) => {
                "The server signed another text than this program did: something in between changed the request, or \
                 this is a bug in this program; the secret may be right"
            }
            (None, _) => "Most often the secret does not belong to the access key",
        }
    }
}
