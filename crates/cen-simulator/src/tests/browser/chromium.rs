//! A headless browser of the Chromium family, driven by its DevTools protocol over two pipes: no port, and no WebSocket.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// What such browsers are called.
const NAMES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
];

/// When a condition that never comes is given up; far beyond what a loaded machine takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page. Dropping it ends it.
pub(super) struct Browser {
    process: Child,
    commands: ChildStdin,
    messages: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    /// What the page has told of itself so far.
    pub(super) events: Vec<Value>,
    _profile: TempDir,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a browser of the machine is found as its shells find it"
)]
fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The browser of this machine.
fn program() -> Option<PathBuf> {
    let path = environment("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut found = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.find(|program| program.is_file())
}

impl Browser {
    /// Opens one with an empty page, 1,280 by 900; none where this machine has no browser, which is said.
    pub(super) async fn open(test: &str) -> Option<Self> {
        let Some(program) = program() else {
            // Past the capture of test output, so that a run tells what it did not check.
            use std::io::Write as _;
            let said = format!("skipped on this machine: {test}, there is no browser\n");
            let _ = std::io::stderr().write_all(said.as_bytes());
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        // It reads commands from descriptor 3 and writes to 4, which a shell makes of what can be piped.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >&2"])
            .arg(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--disable-dev-shm-usage"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut browser = Self {
            commands: process.stdin.take().unwrap(),
            messages: BufReader::new(process.stdout.take().unwrap()),
            process,
            last: 0,
            session: None,
            events: Vec::new(),
            _profile: profile,
        };
        let page = json!({"url": "about:blank"});
        let page = browser.command("Target.createTarget", page).await;
        let attach = json!({"targetId": page["targetId"], "flatten": true});
        let attached = browser.command("Target.attachToTarget", attach).await;
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser
                .command(&format!("{domain}.enable"), json!({}))
                .await;
        }
        // A page that nobody sees does not look after itself.
        let focus = json!({"enabled": true});
        browser
            .command("Emulation.setFocusEmulationEnabled", focus)
            .await;
        browser.resize(1_280, 900).await;
        Some(browser)
    }

    /// Ends it and waits for that, so that nothing writes to its profile any more when that is removed.
    pub(super) async fn close(mut self) {
        self.command("Browser.close", json!({})).await;
        let _ = tokio::time::timeout(PATIENCE, self.process.wait()).await;
    }

    pub(super) async fn command(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).await.unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.answer()).await;
        let answer = answer.unwrap_or_else(|_| panic!("no answer to {method} {parameters}"));
        assert_eq!(answer["error"], Value::Null, "{method} {parameters}");
        answer["result"].clone()
    }

    /// The answer to the last command; what the page tells meanwhile is kept.
    async fn answer(&mut self) -> Value {
        loop {
            let mut message = Vec::new();
            let read = self.messages.read_until(0, &mut message).await.unwrap();
            assert_ne!(read, 0, "the browser has ended");
            message.pop();
            let message: Value = serde_json::from_slice(&message).unwrap();
            if message["id"] == self.last {
                return message;
            }
            self.events.push(message);
        }
    }

    pub(super) async fn resize(&mut self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Lets the page believe that its reader prefers `light` or `dark`.
    pub(super) async fn prefers(&mut self, scheme: &str) {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        let media = json!({"features": [feature]});
        self.command("Emulation.setEmulatedMedia", media).await;
    }

    /// The value of an expression, once that is no promise any more.
    pub(super) async fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.command("Runtime.evaluate", asked).await;
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    pub(super) async fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression).await;
        let text = value.as_str();
        text.unwrap_or_else(|| panic!("{expression} is {value}"))
            .to_owned()
    }

    /// Resolves with the value of an expression as soon as a change of the page makes it true.
    pub(super) async fn until(&mut self, expression: &str) -> Value {
        let promise = format!(
            "new Promise((done) => {{
                const look = () => {{
                    const found = ({expression});
                    if (found) {{ watcher.disconnect(); done(found); }}
                }};
                const watcher = new MutationObserver(look);
                watcher.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                look();
            }})"
        );
        self.value(&promise).await
    }

    pub(super) async fn visit(&mut self, url: &str) {
        self.command("Page.navigate", json!({"url": url})).await;
    }

    /// Presses a key as a person does.
    pub(super) async fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "ArrowRight" => (39, ""),
            other => panic!("{other} is on no keyboard of these tests"),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
            self.command("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Presses Tab until what `selector` names has the focus.
    pub(super) async fn tab_to(&mut self, selector: &str) {
        let reached = format!(
            "Boolean(document.activeElement?.matches({}))",
            json!(selector)
        );
        for _ in 0..120 {
            self.press("Tab").await;
            if self.value(&reached).await == true {
                return;
            }
        }
        panic!("Tab does not lead to {selector}");
    }

    /// Writes what is seen to `NAME.base64` in the folder `SCREENSHOTS`, where that is given: a PNG, encoded as it comes.
    pub(super) async fn picture(&mut self, name: &str) {
        if let Some(folder) = environment("SCREENSHOTS") {
            let shot = self.command("Page.captureScreenshot", json!({})).await;
            let path = PathBuf::from(folder).join(format!("{name}.base64"));
            std::fs::write(path, shot["data"].as_str().unwrap()).unwrap();
        }
    }

    /// What went wrong in the page: exceptions, errors on its console and in its log.
    pub(super) fn problems(&self) -> Vec<String> {
        let is_problem = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Runtime.consoleAPICalled") => true,
            Some("Log.entryAdded") => event["params"]["entry"]["level"] == "error",
            _ => false,
        };
        let problems = self.events.iter().filter(is_problem);
        problems.map(|event| event["params"].to_string()).collect()
    }

    /// The addresses that the page has asked for.
    pub(super) fn requests(&self) -> Vec<&str> {
        let sent = self.events.iter();
        let sent = sent.filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.filter_map(|event| event["params"]["request"]["url"].as_str())
            .collect()
    }
}
