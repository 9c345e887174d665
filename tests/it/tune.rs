//! `copydesk tune` over a raw socket: who is let in, what is cut off, and which files are touched.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::program::{copydesk, ran, sample};

const PACK: &str = "[pack]\nformat = 1\nname = \"mine\"\n\n[[rule]]\nid = \"tides\"\nwhy = \"tide table\"\nkind = \"other\"\n\
                    exact = [\"Tides\"]\nmatch = [\"Tides\"]\n";

/// The page on some texts of the sample, killed when dropped.
struct Tune {
    child: Child,
    home: tempfile::TempDir,
    port: u16,
    token: String,
}

impl Drop for Tune {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Tune {
    fn start() -> Tune {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("rules")).unwrap();
        fs::create_dir(home.path().join("tmp")).unwrap();
        fs::write(home.path().join("rules/mine.toml"), PACK).unwrap();
        fs::write(home.path().join("secret.toml"), "secret").unwrap();
        let pages = sample().join("pages/harborcourier.example");
        let arguments = [
            "tune",
            pages.to_str().unwrap(),
            "--rules",
            "rules",
            "--labels",
            "labels.jsonl",
            "--threads",
            "2",
        ];
        let mut command = copydesk(&arguments);
        command.current_dir(home.path()).env("TMPDIR", home.path().join("tmp"));
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let (address, token) =
            line.trim().split_once("/?token=").unwrap_or_else(|| panic!("no address: {line}"));
        let port = address.strip_prefix("http://127.0.0.1:").unwrap().parse().unwrap();
        Tune { child, port, token: token.to_owned(), home }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends bytes as they are and reads to the end.
    fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // It may answer, and close, before it has read all.
        let _ = stream.write_all(bytes);
        answer(&mut stream)
    }

    fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }

    fn cookie(&self) -> String {
        format!("Cookie: copydesk-{}={}\r\n", self.port, self.token)
    }

    fn origin(&self) -> String {
        format!("Origin: http://127.0.0.1:{}\r\n", self.port)
    }

    fn get(&self, target: &str) -> Answer {
        self.raw(format!("GET {target} HTTP/1.1\r\n{}{}\r\n", self.host(), self.cookie()).as_bytes())
    }

    fn post(&self, path: &str, form: &str) -> Answer {
        let head = self.host() + &self.cookie() + &self.origin();
        let form_type = "Content-Type: application/x-www-form-urlencoded\r\n";
        let length = form.len();
        self.raw(
            format!("POST {path} HTTP/1.1\r\n{head}{form_type}Content-Length: {length}\r\n\r\n{form}")
                .as_bytes(),
        )
    }
}

fn answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

#[test]
fn only_this_host_with_the_token_is_answered() {
    let tune = Tune::start();
    let with = |target: &str, head: &str| tune.raw(format!("GET {target} HTTP/1.1\r\n{head}\r\n").as_bytes());
    let (host, cookie) = (tune.host(), tune.cookie());
    assert_eq!(with("/", &(host.clone() + &cookie)).status, 200);
    assert_eq!(with("/", &format!("Host: evil.example:{}\r\n{cookie}", tune.port)).status, 403);
    assert_eq!(with("/", &cookie).status, 403, "no host");
    assert_eq!(with("/", &format!("{host}{host}{cookie}")).status, 403, "two hosts");
    assert_eq!(with("/", &host).status, 401);
    assert_eq!(with("/", &format!("{host}Cookie: copydesk-{}={}x\r\n", tune.port, tune.token)).status, 401);
    for path in [
        "/../../etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/doc/../secret.toml",
        "/secret.toml",
        "/tune.js/",
    ] {
        assert_eq!(with(path, &host).status, 404, "{path}");
        let answer = with(path, &(host.clone() + &cookie));
        assert!(answer.status == 404 && answer.body == "no such page\n", "{path}: {answer:?}");
    }
    let entered = with(&format!("/doc/1?token={}&q=x", tune.token), &host);
    assert_eq!(entered.status, 303);
    assert!(entered.head.contains("\r\nLocation: /doc/1?q=x\r\n"), "{}", entered.head);
    assert!(entered.head.contains("HttpOnly; SameSite=Strict"), "{}", entered.head);
    for answer in [entered, with("/", &host), with("/x", &host), with("/doc/1", &(host + &cookie))] {
        for header in [
            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cache-Control: no-store",
            "Cross-Origin-Resource-Policy: same-origin",
            "Cross-Origin-Opener-Policy: same-origin",
        ] {
            assert!(answer.head.contains(header), "{header}: {}", answer.head);
        }
    }
}

#[test]
fn changes_need_their_origin_a_form_and_a_short_body() {
    let tune = Tune::start();
    let post = |head: &str, body: &str| {
        tune.raw(format!("POST /label HTTP/1.1\r\n{head}\r\n{body}").as_bytes()).status
    };
    let (known, origin) = (tune.host() + &tune.cookie(), tune.origin());
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let length = "Content-Length: 34\r\n";
    let body = "document=0&line=0&label=nothing&a=";
    assert_eq!(post(&format!("{known}{origin}{form}{length}"), body), 303);
    assert_eq!(post(&format!("{known}{form}{length}"), body), 403);
    assert_eq!(post(&format!("{known}Origin: http://evil.example\r\n{form}{length}"), body), 403);
    assert_eq!(post(&format!("{known}Origin: null\r\n{form}{length}"), body), 403);
    assert_eq!(post(&format!("{known}{origin}Content-Type: text/plain\r\n{length}"), body), 415);
    assert_eq!(post(&format!("{known}{origin}{form}"), body), 411);
    assert_eq!(post(&format!("{known}{origin}{form}Transfer-Encoding: chunked\r\n"), "0\r\n\r\n"), 411);
    assert_eq!(post(&format!("{}{origin}{form}{length}", tune.host()), body), 401);
    assert_eq!(tune.get("/label").status, 405);
    assert_eq!(tune.raw(format!("PUT / HTTP/1.1\r\n{known}\r\n").as_bytes()).status, 405);
    // The answer to a body of a gigabyte comes before any of it is sent.
    let started = Instant::now();
    assert_eq!(post(&format!("{known}{origin}{form}Content-Length: 1073741824\r\n"), ""), 413);
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    // And it is not read by somebody who sends on.
    let mut stream = tune.connect();
    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let head = format!("POST /label HTTP/1.1\r\n{known}{origin}{form}Content-Length: 1073741824\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let piece = vec![b'x'; 1 << 20];
    let sent = (0..1024).take_while(|_| stream.write_all(&piece).is_ok()).count();
    assert!(sent < 64, "{sent} MB were taken");
}

#[test]
fn what_is_no_request_is_cut_off() {
    let tune = Tune::start();
    assert_eq!(tune.raw(b"\x16\x03\x01\x02\x00 hello\r\n\r\n").status, 400);
    assert_eq!(tune.raw(&[b'A'; 100_000]).status, 431);
    let many = "X: y\r\n".repeat(200);
    assert_eq!(tune.raw(format!("GET / HTTP/1.1\r\n{}{many}\r\n", tune.host()).as_bytes()).status, 431);
    // A peer that goes away in the middle takes nothing with it.
    let mut gone = tune.connect();
    gone.write_all(b"GET / HT").unwrap();
    gone.shutdown(Shutdown::Both).unwrap();
    assert_eq!(tune.get("/").status, 200);
}

#[test]
fn two_hundred_slow_connections_do_not_keep_the_page_waiting() {
    let tune = Tune::start();
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = tune.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: 127").unwrap();
            stream
        })
        .collect();
    for target in ["/", "/doc/0", "/rules"] {
        let started = Instant::now();
        assert_eq!(tune.get(target).status, 200);
        assert!(started.elapsed() < Duration::from_secs(1), "{target}: {:?}", started.elapsed());
    }
    drop(slow);
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn only_the_pack_and_the_labels_are_written() {
    let tune = Tune::start();
    let before = tree(tune.home.path());
    for target in [
        "/",
        "/doc/0",
        "/rules",
        "/rule?id=mine/tides",
        "/missed",
        "/groups",
        "/try?pattern=x",
        "/edit?id=mine/tides",
    ] {
        assert_eq!(tune.get(target).status, 200, "{target}");
    }
    assert_eq!(tree(tune.home.path()), before, "reading writes nothing");
    let rule = "[[rule]]\nid = \"n\"\nwhy = \"x\"\nexact = [\"N\"]\nmatch = [\"N\"]\n";
    let form = |pack: &str, text: &str| {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        format!("pack={}&text={}", encode(pack), encode(text))
    };
    for pack in ["../secret", "secret.toml", "/etc/passwd", "rules/../../x", "builtin:share", "share"] {
        assert_eq!(tune.post("/save", &form(pack, rule)).status, 403, "{pack}");
    }
    let extending = format!("[pack]\nformat = 1\nname = \"mine\"\nextends = [\"../secret.toml\"]\n{rule}");
    assert_eq!(tree(tune.home.path()), before);
    assert_eq!(
        tune.post("/save", &form("mine", &extending)).status,
        303,
        "the head of a draft is not taken over"
    );
    assert_eq!(tune.post("/label", "document=0&line=0&label=article").status, 303);
    let after = tree(tune.home.path());
    let changed: Vec<String> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
        .map(|(path, _)| path.strip_prefix(tune.home.path()).unwrap().display().to_string())
        .collect();
    assert_eq!(changed, ["labels.jsonl", "rules/mine.toml"]);
    assert_eq!(before.keys().filter(|path| !after.contains_key(*path)).count(), 0);
    let pack = String::from_utf8(after[&tune.home.path().join("rules/mine.toml")].clone()).unwrap();
    assert_eq!(pack, format!("{PACK}\n{rule}"));
}

#[cfg(target_os = "linux")]
#[test]
fn it_listens_on_loopback_alone_and_ends_with_a_signal() {
    let mut tune = Tune::start();
    let port = format!(":{:04X} ", tune.port);
    let listening = |table: &str| {
        let table = fs::read_to_string(table).unwrap_or_default();
        let rows: Vec<String> = table
            .lines()
            .filter(|row| row.contains(&port) && row.contains(" 0A "))
            .map(str::to_owned)
            .collect();
        rows
    };
    let rows = listening("/proc/net/tcp");
    assert!(rows.len() == 1 && rows[0].contains("0100007F:"), "{rows:?}");
    assert!(listening("/proc/net/tcp6").is_empty());
    assert!(
        ran(std::process::Command::new("kill").arg("-INT").arg(tune.child.id().to_string())).status.success()
    );
    let started = Instant::now();
    let status = tune.child.wait().unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(status.code(), Some(130));
    assert!(fs::read_dir(tune.home.path().join("tmp")).unwrap().next().is_none(), "no working file is left");
}

#[test]
fn what_cannot_be_begun_says_why() {
    let home = tempfile::tempdir().unwrap();
    let pages = sample().join("pages/harborcourier.example");
    let pages = pages.to_str().unwrap();
    let bad = home.path().join("bad.toml");
    fs::write(&bad, "[pack]\nformat = 1\nname = \"bad\"\n[[rule]]\nlime = 1\n").unwrap();
    ran(&mut copydesk(&["tune", pages, "--rules", bad.to_str().unwrap()])).expect(2);
    let labels = home.path().join("labels.jsonl");
    fs::write(&labels, "no json\n").unwrap();
    let refused = ran(&mut copydesk(&["tune", pages, "--labels", labels.to_str().unwrap()]));
    refused.expect(2);
    assert!(refused.err.contains("labels.jsonl`: line 1"), "{}", refused.err);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = ran(&mut copydesk(&["tune", pages, "--port", &port]));
    refused.expect(2);
    assert!(refused.err.contains(&port), "{}", refused.err);
}
