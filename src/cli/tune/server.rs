//! The sockets of the page: HTTP/1.1 on loopback, one request a connection, one thread a connection.
//!
//! A request is a few milliseconds of work for one person's browser, so connections are not kept. What is slow
//! or endless is cut off: a head has ten seconds and 64 KiB, a body the limit that `web` sets; and where more
//! connections wait than a browser makes, the one that has waited longest gives way.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::desk::TuneDesk;
use crate::web::tune::{Door, HEADERS, Method, Request, Response, answer};

/// Bytes of a head.
const HEAD: usize = 64 << 10;
/// Headers of a head.
const FIELDS: usize = 64;
/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections whose request has not arrived; a browser makes six.
const WAITING: usize = 128;

/// Answers requests until the process ends.
pub(super) fn begin(listener: TcpListener, door: Door, desk: &Arc<TuneDesk>) {
    let server = Arc::new(Server { door, desk: Arc::clone(desk), waiting: Mutex::default() });
    thread::spawn(move || {
        for number in 0.. {
            match listener.accept() {
                Ok((stream, _)) => server.take(number, stream),
                // Out of files, or the peer was gone already: neither is better at once.
                Err(_) => thread::sleep(Duration::from_millis(10)),
            }
        }
    });
}

struct Server {
    door: Door,
    desk: Arc<TuneDesk>,
    /// Connections whose request has not arrived yet, the oldest first.
    waiting: Mutex<BTreeMap<u64, TcpStream>>,
}

impl Server {
    fn take(self: &Arc<Server>, number: u64, stream: TcpStream) {
        let Ok(handle) = stream.try_clone() else {
            return;
        };
        let oldest = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.insert(number, handle);
            if waiting.len() > WAITING { waiting.pop_first() } else { None }
        };
        if let Some((_, oldest)) = oldest {
            let _ = oldest.shutdown(Shutdown::Both);
        }
        let server = Arc::clone(self);
        let talk = move || {
            let mut connection = Connection { stream, until: Instant::now() + PATIENCE };
            // A peer that goes away in the middle is its own affair.
            let _ = server.talk(number, &mut connection);
        };
        if thread::Builder::new().name("request".into()).spawn(talk).is_err() {
            self.arrived(number);
        }
    }

    /// The request is here, or will not come.
    fn arrived(&self, number: u64) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    }

    fn talk(&self, number: u64, connection: &mut Connection) -> io::Result<()> {
        let request = connection.request(&self.door);
        self.arrived(number);
        let response =
            match request? {
                Ok(request) => match self.door.enter(&request) {
                    Some(response) => response,
                    None => catch_unwind(AssertUnwindSafe(|| answer(&request, &*self.desk))).unwrap_or_else(
                        |_| Response::plain(500, "this page has a fault; the terminal says more"),
                    ),
                },
                Err(response) => response,
            };
        connection.reply(&response)
    }
}

/// The bytes of a head, and those of the body that came along.
type Head = (Vec<u8>, Vec<u8>);

struct Connection {
    stream: TcpStream,
    /// When the request must be here.
    until: Instant,
}

impl Connection {
    /// Reads a request; `Err` within `Ok` is the answer that refuses it.
    fn request(&mut self, door: &Door) -> io::Result<Result<Request, Response>> {
        let (head, rest) = match self.head()? {
            Ok(parts) => parts,
            Err(response) => return Ok(Err(response)),
        };
        let mut request = match parse(&head) {
            Ok(request) => request,
            Err(response) => return Ok(Err(response)),
        };
        let length = match door.admit(&request) {
            Ok(length) => usize::try_from(length).unwrap_or(usize::MAX),
            Err(response) => return Ok(Err(response)),
        };
        if request.header("expect").is_some() && rest.len() < length {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request.body = rest;
        let mut buffer = [0; 16 << 10];
        while request.body.len() < length {
            match self.read(&mut buffer)? {
                0 => return Ok(Err(Response::plain(400, "the body broke off"))),
                read => request.body.extend_from_slice(&buffer[..read]),
            }
        }
        request.body.truncate(length);
        Ok(Ok(request))
    }

    /// The bytes up to the blank line, and those after it that came along.
    fn head(&mut self) -> io::Result<Result<Head, Response>> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4 << 10];
        loop {
            let read = match self.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Ok(Err(Response::plain(408, "the request did not come in time")));
                }
                Err(error) => return Err(error),
            };
            let from = bytes.len().saturating_sub(3);
            bytes.extend_from_slice(&buffer[..read]);
            if let Some(at) = bytes[from..].windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = bytes.split_off(from + at + 4);
                return Ok(Ok((bytes, rest)));
            }
            if bytes.len() > HEAD {
                return Ok(Err(Response::plain(431, "the head of the request is too long")));
            }
        }
    }

    /// Reads what is there, within the time that is left.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => error,
        })
    }

    fn reply(&mut self, response: &Response) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, response.reason());
        let own = [("Content-Type", response.content_type), ("Connection", "close")];
        let given = response.headers.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in own.into_iter().chain(HEADERS).chain(given) {
            // A value with a line end would be a header of its own.
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", response.body.len()));
        self.stream.set_write_timeout(Some(PATIENCE))?;
        self.stream.set_nodelay(true)?;
        self.stream.write_all(&[head.as_bytes(), &response.body].concat())?;
        self.stream.shutdown(Shutdown::Write)?;
        self.drain();
        Ok(())
    }

    /// Lets the peer read the answer: closing over bytes that nobody has read would take it from them.
    fn drain(&mut self) {
        let mut buffer = [0; 16 << 10];
        self.until = Instant::now() + Duration::from_millis(500);
        for _ in 0..64 {
            if !self.read(&mut buffer).is_ok_and(|read| read > 0) {
                return;
            }
        }
    }
}

/// The request of a head.
fn parse(head: &[u8]) -> Result<Request, Response> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut parsed = httparse::Request::new(&mut fields);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Response::plain(431, "too many headers")),
        _ => return Err(Response::plain(400, "no HTTP request")),
    }
    let method = match parsed.method.unwrap_or_default() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => Method::Other,
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = parsed.headers.iter().map(|field| (field.name.to_owned(), text(field.value))).collect();
    Ok(Request::new(method, parsed.path.unwrap_or_default(), headers))
}
