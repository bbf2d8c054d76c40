//! TLS with a certificate of the simulator's own, on the port that speaks plain HTTP too.
//!
//! Some clients cannot be talked out of `https`: official SDKs ask STS in no other way. They need a name that leads here and
//! an authority to trust; which of both a client takes from where is in the guide about the simulator. The first byte of a
//! connection tells TLS from HTTP: the record of a TLS handshake begins with 22 (RFC 8446, section 5.1), with which no method
//! of HTTP begins. So there is one address to know, and whatever speaks HTTP to it goes on to work.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

use crate::clock::Clock;

/// The names that every simulator is called by.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The files of an authority that is kept.
const CERTIFICATE_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca-key.pem";

/// How long a server's certificate lasts, in days: no more is taken by some systems (Apple's limit for user-added roots is
/// 825). A simulator that starts again makes another.
const DAYS: u32 = 800;

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The first byte of a TLS connection.
const HANDSHAKE: u8 = 22;

/// How a simulator speaks TLS.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    /// Names and addresses by which it may be called besides `localhost`, `127.0.0.1` and `::1`.
    pub names: Vec<String>,
    /// Where its authority is kept between runs, so that who trusts it has to be told once. With none it is another each time.
    pub folder: Option<PathBuf>,
}

/// What a simulator speaks TLS with.
pub(crate) struct Identity {
    /// The certificate of the authority that has signed its own, in PEM: what clients have to trust.
    pub(crate) authority: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Identity {
    /// # Errors
    ///
    /// A name cannot stand in a certificate; the folder cannot be written, or holds something else.
    pub(crate) fn open(tls: &Tls) -> io::Result<Self> {
        let (authority, key) = match &tls.folder {
            Some(folder) => kept(folder).map_err(|error| {
                let message = format!("cannot keep the authority in {}: {error}", folder.display());
                io::Error::new(error.kind(), message)
            })?,
            None => fresh()?,
        };
        let issuer = Issuer::new(authority_params()?, key);
        let names = OWN_NAMES.iter().map(|name| (*name).to_owned());
        let names: Vec<String> = names.chain(tls.names.iter().cloned()).collect();
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let signed = server_params(names)?.signed_by(&key, &issuer);
        let certificate = signed.map_err(io::Error::other)?.der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                let builder = builder.with_no_client_auth();
                builder.with_single_cert(vec![certificate], key.into())
            })
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            authority,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

/// Whether a connection that begins with these bytes is one of TLS.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.first() == Some(&HANDSHAKE)
}

/// The authority of a folder, which is made when there is none yet.
fn kept(folder: &Path) -> io::Result<(String, KeyPair)> {
    let (certificate, key) = (folder.join(CERTIFICATE_FILE), folder.join(KEY_FILE));
    if !certificate.exists() {
        fs::create_dir_all(folder)?;
        let (pem, pair) = fresh()?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        // The certificate comes last, as it is what says that there is an authority.
        options
            .open(&key)?
            .write_all(pair.serialize_pem().as_bytes())?;
        fs::write(&certificate, pem)?;
    }
    let pair = KeyPair::from_pem(&fs::read_to_string(&key)?);
    let pair = pair.map_err(|error| {
        let message = format!("{KEY_FILE} is no key: {error}");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })?;
    Ok((fs::read_to_string(&certificate)?, pair))
}

fn fresh() -> io::Result<(String, KeyPair)> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = authority_params()?.self_signed(&key);
    Ok((certificate.map_err(io::Error::other)?.pem(), key))
}

/// The same for every authority but for the key, from which the rest of a signed certificate follows.
fn authority_params() -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    let name = &mut params.distinguished_name;
    name.push(DnType::CommonName, "CEN simulator, for tests only");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2120, 1, 1);
    Ok(params)
}

fn server_params(names: Vec<String>) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(names).map_err(|error| {
        let message = format!("a name for TLS cannot stand in a certificate: {error}");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })?;
    params
        .distinguished_name
        .push(DnType::CommonName, "CEN simulator");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // By real time, as clients check it by theirs; from yesterday, as clocks differ.
    let today = Clock::real();
    let (first, last) = (today.minus(DAY).date(), today.plus(DAY * DAYS).date());
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let midnight =
        |date: Date| rcgen::date_time_ymd(date.year().into(), part(date.month()), part(date.day()));
    params.not_before = midnight(first);
    params.not_after = midnight(last);
    Ok(params)
}
