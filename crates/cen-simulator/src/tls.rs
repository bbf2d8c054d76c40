//! TLS with a certificate of the simulator's own, on the port that speaks plain HTTP too.
//!
//! Some clients cannot be talked out of `https`: official SDKs ask STS in no other way. They need a name that leads here and
//! an authority to trust; which of both a client takes from where is in the guide about the simulator. The first byte of a
//! connection tells TLS from HTTP: the record of a TLS handshake begins with 22 (RFC 8446, section 5.1), with which no method
//! of HTTP begins. So there is one address to know, and whatever speaks HTTP to it goes on to work.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{RootCertStore, ServerConfig};
use tempfile::Builder;
use tokio_rustls::TlsAcceptor;

use crate::clock::Clock;
use crate::guard::is_host;

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
        let in_folder = |folder: &Path, error: io::Error| {
            let message = format!("cannot keep the authority in {}: {error}", folder.display());
            io::Error::new(error.kind(), message)
        };
        let (authority, key) = match &tls.folder {
            Some(folder) => kept(folder).map_err(|error| in_folder(folder, error))?,
            None => fresh()?,
        };
        let issuer = Issuer::new(authority_params()?, key);
        let names = OWN_NAMES.iter().map(|name| (*name).to_owned());
        let names: Vec<String> = names.chain(tls.names.iter().cloned()).collect();
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let signed = server_params(names)?.signed_by(&key, &issuer);
        let certificate = signed.map_err(io::Error::other)?.der().clone();
        if let Some(folder) = &tls.folder {
            check_trust(&authority, &certificate).map_err(|error| in_folder(folder, error))?;
        }
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
    // A link that leads nowhere is there, too.
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    match (is_there(&certificate), is_there(&key)) {
        (false, false) => {
            fs::create_dir_all(folder)?;
            let (pem, pair) = fresh()?;
            // The certificate comes last, as a client may wait for it.
            write(&key, &pair.serialize_pem(), 0o600)?;
            write(&certificate, &pem, 0o644)?;
            return Ok((pem, pair));
        }
        (true, true) => {}
        (true, false) => return Err(half(CERTIFICATE_FILE, KEY_FILE)),
        (false, true) => return Err(half(KEY_FILE, CERTIFICATE_FILE)),
    }
    check_privacy(&key)?;
    let pair = KeyPair::from_pem(&fs::read_to_string(&key)?);
    let pair = pair.map_err(|error| unusable(&format!("{KEY_FILE} is no key: {error}")))?;
    Ok((fs::read_to_string(&certificate)?, pair))
}

/// Writes a file that is not there yet, so that after a crash there is all of it or nothing.
fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    // Elsewhere a file inherits who may read it.
    #[cfg(not(unix))]
    let _ = (mode, &mut builder);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Whether the key is its owner's alone, where files say so.
#[cfg(unix)]
fn check_privacy(key: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = key.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!(
        "others may read {KEY_FILE} or write it (mode {mode:o}); make it yours alone with chmod 600, or remove {CERTIFICATE_FILE} and {KEY_FILE} for a new authority"
    );
    Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
}

#[cfg(not(unix))]
fn check_privacy(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether who trusts the authority accepts a certificate that its key has signed.
fn check_trust(authority: &str, certificate: &CertificateDer<'_>) -> io::Result<()> {
    let trusted = CertificateDer::from_pem_slice(authority.as_bytes())
        .map_err(|error| unusable(&format!("{CERTIFICATE_FILE} is no certificate: {error}")))?;
    let foreign = |error: &dyn std::error::Error| {
        let message = format!("{CERTIFICATE_FILE} and {KEY_FILE} do not belong together: {error}");
        unusable(&message)
    };
    let mut roots = RootCertStore::empty();
    roots.add(trusted).map_err(|error| foreign(&error))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    let verifier = verifier.map_err(|error| foreign(&error))?;
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    let verified = verifier.verify_server_cert(certificate, &[], &name, &[], UnixTime::now());
    verified.map(drop).map_err(|error| foreign(&error))
}

/// The error about one file of the two without the other.
fn half(there: &str, absent: &str) -> io::Error {
    let message = format!("there is {there} and no {absent}; remove {there} for a new authority");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The error about files that are no authority.
fn unusable(why: &str) -> io::Error {
    let message = format!("{why}; remove {CERTIFICATE_FILE} and {KEY_FILE} for a new authority");
    io::Error::new(io::ErrorKind::InvalidData, message)
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
    // A wildcard stands for one label.
    let is_name = |name: &String| is_host(name.strip_prefix("*.").unwrap_or(name));
    if let Some(bad) = names.iter().find(|name| !is_name(name)) {
        let message = format!(
            "`{bad}` is no name of a host; --tls-name takes a name or an address, such as sts.aliyuncs.com"
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
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
