//! Where the APIs are: `endpoint`, the block `endpoints`, and the environment.

use cen::alibaba_cloud::endpoint::Endpoint;
use cen::alibaba_cloud::world::Variables;
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::{Model, Set};
use tf_plugin::value::{Attr, Path};

/// Environment variables that hold an endpoint, the first one that is set wins: ours, then those of the official
/// provider.
const VARIABLES: [&str; 3] = ["CEN_ENDPOINT", "ALIBABA_CLOUD_ENDPOINT_CBN", "CBN_ENDPOINT"];

/// Environment variables that hold the address of the billing API: ours, then those of the official provider. Ours can be
/// an `http://` address where the others hold a bare host, which is all that the official provider takes.
const BILLING_VARIABLES: [&str; 3] = [
    "CEN_BILLING_ENDPOINT",
    "ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI",
    "BSSOPENAPI_ENDPOINT",
];

/// The arguments and the block.
#[derive(Clone, Debug, Default, Model)]
pub(super) struct Endpoints {
    /// URL of the API, such as a simulator's. Else from `CEN_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT_CBN` or `CBN_ENDPOINT`, else
    /// `https://cbn.aliyuncs.com`.
    #[attribute(optional)]
    pub(super) endpoint: Attr<String>,
    /// Whether an `endpoint` that begins with `http://` may be on another machine. Without this it must be on this one
    /// (loopback), since requests would travel unprotected.
    #[attribute(optional)]
    pub(super) allow_plain_http: Attr<bool>,
    /// Addresses of the products that are called.
    #[block]
    pub(super) endpoints: Attr<Set<Attr<ByProduct>>>,
}

/// One block `endpoints`, which other providers of Alibaba Cloud have as a set.
#[derive(Clone, Debug, Default, Model)]
pub(super) struct ByProduct {
    /// The same as `endpoint`.
    #[attribute(optional)]
    pub(super) cbn: Attr<String>,
    /// Address of STS, where roles are assumed. Else from `ALIBABA_CLOUD_STS_ENDPOINT`, else `sts.REGION.aliyuncs.com`,
    /// else `sts.aliyuncs.com`.
    #[attribute(optional)]
    pub(super) sts: Attr<String>,
    /// Address of the billing API (BssOpenApi). Else from `CEN_BILLING_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI` or
    /// `BSSOPENAPI_ENDPOINT`; else the address of CEN, if that is on this machine, as a simulator is; else the host of the
    /// account's site.
    #[attribute(optional)]
    pub(super) bssopenapi: Attr<String>,
}

impl ByProduct {
    /// The addresses in it.
    fn addresses(&self) -> [&Attr<String>; 3] {
        [&self.cbn, &self.sts, &self.bssopenapi]
    }
}

impl Endpoints {
    /// Whether an address is unknown, or what may be in one.
    pub(super) fn is_unknown(&self) -> bool {
        self.endpoint.is_unknown()
            || self.allow_plain_http.is_unknown()
            || self.endpoints.is_unknown()
            || self.endpoints.known().is_some_and(|blocks| {
                blocks.iter().any(|block| {
                    block.is_unknown()
                        || block.known().is_some_and(|block| {
                            block.addresses().iter().any(|address| address.is_unknown())
                        })
                })
            })
    }

    /// The only addresses there are.
    pub(super) fn at(endpoint: &str) -> Self {
        let block = ByProduct {
            cbn: Attr::Null,
            sts: endpoint.into(),
            bssopenapi: endpoint.into(),
        };
        Self {
            endpoint: endpoint.into(),
            allow_plain_http: Attr::Null,
            endpoints: Attr::Known([Attr::Known(block)].into_iter().collect()),
        }
    }

    /// The arguments that name another address than this one.
    pub(super) fn elsewhere(&self, endpoint: &str) -> Vec<&'static str> {
        let is_elsewhere = |text: &str| text.trim().trim_end_matches('/') != endpoint;
        let own = self.endpoint.known().is_some_and(|text| is_elsewhere(text));
        let fields: [fn(&ByProduct) -> &Attr<String>; 3] = [
            |block| &block.cbn,
            |block| &block.sts,
            |block| &block.bssopenapi,
        ];
        let block = fields
            .iter()
            .any(|field| self.in_blocks(*field).is_some_and(is_elsewhere));
        let named = [("endpoint", own), ("endpoints", block)];
        named
            .into_iter()
            .filter_map(|(name, is_named)| is_named.then_some(name))
            .collect()
    }

    /// Whether requests may travel unprotected to another machine.
    pub(super) fn allows_plain_http(&self) -> bool {
        self.allow_plain_http == Attr::Known(true)
    }

    /// Says which of the addresses that are known cannot be used.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        if self.allow_plain_http.is_unknown() {
            return;
        }
        if self.endpoint.known().is_some() && self.in_blocks(|block| &block.cbn).is_some() {
            diagnostics.error_at(
            Path::default().block("endpoints"),
            "Two endpoints of CEN",
            "endpoint and the cbn of endpoints are both set, and mean the same; keep one of them.",
        );
        }
        for (text, path) in self.written() {
            self.parse(text, path, diagnostics);
        }
        self.sts(diagnostics);
        self.written_billing(diagnostics);
    }

    /// Where CEN is: what the block says, else the environment, else CEN itself.
    pub(super) fn cen(
        &self,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Option<Endpoint> {
        if let Some((text, path)) = self.written().next() {
            return self.parse(text, path, diagnostics);
        }
        match self.in_environment(&VARIABLES, variables, diagnostics) {
            Some(endpoint) => endpoint,
            None => Endpoint::parse(cen::DEFAULT_ENDPOINT, false).ok(),
        }
    }

    /// Where the billing API is, if that is said: what the block says, else the environment, else where CEN is, if that is on
    /// this machine. What stands in for CEN there stands in for all products, and real keys have no business with it.
    pub(super) fn billing(
        &self,
        cen: &Endpoint,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Option<Endpoint> {
        if let Some(endpoint) = self.written_billing(diagnostics) {
            return Some(endpoint);
        }
        match self.in_environment(&BILLING_VARIABLES, variables, diagnostics) {
            Some(endpoint) => endpoint,
            None => Some(cen.clone()).filter(Endpoint::is_loopback),
        }
    }

    /// The address in the first of these variables that is set; `Some(None)` where it cannot be used, which is said.
    fn in_environment(
        &self,
        names: &[&str],
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Option<Option<Endpoint>> {
        let set = names
            .iter()
            .find_map(|name| Some((name, variables.var(name)?)));
        let (name, text) = set?;
        let parsed = Endpoint::parse(&text, self.allows_plain_http());
        let parsed = parsed.map_err(|error| {
            diagnostics.error(
                "Endpoint cannot be used",
                format!(
                    "It comes from the environment variable {name}. {}",
                    detail(&error.to_string())
                ),
            );
        });
        Some(parsed.ok())
    }

    fn written_billing(&self, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
        let text = self.in_blocks(|block| &block.bssopenapi)?;
        self.parse(text, Path::default().block("endpoints"), diagnostics)
    }

    /// Where STS is, if the block says so.
    pub(super) fn sts(&self, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
        let text = self.in_blocks(|block| &block.sts)?;
        self.parse(text, Path::default().block("endpoints"), diagnostics)
    }

    /// The addresses of CEN in the provider block, the one that holds first.
    fn written(&self) -> impl Iterator<Item = (&str, Path)> {
        let own = self
            .endpoint
            .known()
            .map(|text| (text.as_str(), Path::root("endpoint")));
        let block = self
            .in_blocks(|block| &block.cbn)
            .map(|text| (text, Path::default().block("endpoints")));
        own.into_iter().chain(block)
    }

    fn in_blocks(&self, field: fn(&ByProduct) -> &Attr<String>) -> Option<&str> {
        self.endpoints.known()?.iter().find_map(|block| {
            let text = field(block.known()?).known()?;
            Some(text.as_str()).filter(|text| !text.is_empty())
        })
    }

    fn parse(&self, text: &str, path: Path, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
        Endpoint::parse(text, self.allows_plain_http())
            .map_err(|error| {
                diagnostics.error_at(path, "Endpoint cannot be used", detail(&error.to_string()));
            })
            .ok()
    }
}

fn detail(problem: &str) -> String {
    format!(
        "{problem}. To send requests to another machine without TLS, set allow_plain_http = true."
    )
}
