//! What a browser asks, and what it is told: plain values, no socket.

use super::pairs::Pairs;

/// The methods that are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Brings a draft or a change.
    Post,
    /// Anything else, which is refused.
    Other,
}

/// A request, its body read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// The path as it was sent, still encoded, without the query.
    pub path: String,
    /// The query, decoded.
    pub query: Pairs,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for [`Method::Get`].
    pub body: Vec<u8>,
}

impl Request {
    /// A request with a target such as `/doc/3?page=2`, no body yet. Header names may be of any case.
    pub fn new(method: Method, target: &str, headers: Vec<(String, String)>) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        Request { method, path: path.to_owned(), query: Pairs::parse(query), headers, body: Vec::new() }
    }

    /// The value of a header that stands once; a repeated one has none that could be trusted.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value.trim()),
            _ => None,
        }
    }

    /// The fields of a form in the body.
    pub fn form(&self) -> Pairs {
        Pairs::parse(&String::from_utf8_lossy(&self.body))
    }

    /// Whether the page's script asks, which puts a piece of a page in place of the old one.
    pub fn wants_fragment(&self) -> bool {
        self.header("x-fragment").is_some()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

const HTML: &str = "text/html; charset=utf-8";

impl Response {
    /// A page, or a piece of one.
    pub fn html(markup: maud::Markup) -> Response {
        Response { status: 200, content_type: HTML, headers: Vec::new(), body: markup.into_string().into() }
    }

    /// A file of the page's own.
    pub fn asset(content_type: &'static str, body: &'static str) -> Response {
        Response { status: 200, content_type, headers: Vec::new(), body: body.into() }
    }

    /// Leads to another page of this server.
    pub fn see_other(target: &str) -> Response {
        Response { headers: vec![("Location", target.to_owned())], ..Response::plain(303, "") }
    }

    /// A word in plain text.
    pub fn plain(status: u16, text: &str) -> Response {
        let content_type = "text/plain; charset=utf-8";
        Response { status, content_type, headers: Vec::new(), body: format!("{text}\n").into() }
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Response {
        Response { status, ..self }
    }

    /// The reason phrase of the status.
    pub fn reason(&self) -> &'static str {
        match self.status {
            200 => "OK",
            303 => "See Other",
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            408 => "Request Timeout",
            409 => "Conflict",
            411 => "Length Required",
            413 => "Content Too Large",
            415 => "Unsupported Media Type",
            422 => "Unprocessable Content",
            431 => "Request Header Fields Too Large",
            _ => "Internal Server Error",
        }
    }
}
