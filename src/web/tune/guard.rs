//! Who is let in: the checks that every request passes before anything is done for it.
//!
//! A page on loopback can be reached by every program of the machine and, through the browser, by every
//! web page that is open. The exact `Host` keeps out names that were made to point here (DNS rebinding),
//! the token keeps out other programs and pages, `Origin` and the content type keep out forms of others.

use super::request::{Method, Request, Response};

/// Bytes of a body that are read; a longer one is refused unread.
pub const BODY_LIMIT: u64 = 1 << 20;

/// The one address the page is at, and what opens it.
#[derive(Debug, Clone)]
pub struct Door {
    /// The port on loopback.
    pub port: u16,
    /// Hexadecimal digits nobody can guess.
    pub token: String,
}

impl Door {
    /// The name of the cookie with the token. Cookies are shared by all ports of a host.
    pub fn cookie(&self) -> String {
        format!("copydesk-{}", self.port)
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    fn hosts(&self) -> [String; 2] {
        [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)]
    }

    /// Checks a request by its head; `Ok` is the length of the body that may now be read.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub fn admit(&self, request: &Request) -> Result<u64, Response> {
        let host = request.header("host").unwrap_or_default();
        if !self.hosts().iter().any(|known| known == host) {
            return Err(Response::plain(403, "this page is at 127.0.0.1 only"));
        }
        let length = body_length(request)?;
        let Some(methods) = super::route::methods(&request.path) else {
            return Err(Response::plain(404, "no such page"));
        };
        if !methods.contains(&request.method) {
            return Err(Response::plain(405, "not by this method"));
        }
        if request.method == Method::Post {
            self.admit_post(request, host)?;
        }
        if !self.knows_token(request) {
            let how = "open the address that `copydesk tune` printed: it has the token";
            return Err(Response::plain(401, how));
        }
        Ok(length)
    }

    fn admit_post(&self, request: &Request, host: &str) -> Result<(), Response> {
        if request.header("origin") != Some(format!("http://{host}").as_str()) {
            return Err(Response::plain(403, "changes are made from this page only"));
        }
        let content_type = request.header("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Response::plain(415, "changes come as forms"));
        }
        Ok(())
    }

    fn knows_token(&self, request: &Request) -> bool {
        let name = self.cookie();
        let cookies = request.headers.iter().filter(|(known, _)| known == "cookie");
        let cookie = cookies
            .flat_map(|(_, value)| value.split(';'))
            .filter_map(|part| part.trim().split_once('='))
            .any(|(known, value)| known == name && same(value, &self.token));
        let query = request.method == Method::Get
            && request.query.get("token").is_some_and(|token| same(token, &self.token));
        cookie || query
    }

    /// Where the address holds the token, the answer that moves it to a cookie and out of the address.
    pub fn enter(&self, request: &Request) -> Option<Response> {
        request.query.get("token")?;
        let target = request.query.with("token", None).after(&request.path);
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie(), self.token);
        let mut response = Response::see_other(&target);
        response.headers.push(("Set-Cookie", cookie));
        Some(response)
    }
}

/// The length of the body as declared.
fn body_length(request: &Request) -> Result<u64, Response> {
    let declared = request.headers.iter().any(|(name, _)| name == "content-length");
    let length = match request.header("content-length") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().unwrap_or(u64::MAX)
        }
        None if !declared => 0,
        _ => return Err(Response::plain(400, "wrong Content-Length")),
    };
    if length > BODY_LIMIT {
        return Err(Response::plain(413, "at most one megabyte is read"));
    }
    if request.headers.iter().any(|(name, _)| name == "transfer-encoding") {
        return Err(Response::plain(411, "a body needs a Content-Length"));
    }
    if request.method == Method::Post && !declared {
        return Err(Response::plain(411, "a body needs a Content-Length"));
    }
    Ok(length)
}

/// Whether two strings are equal, in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

/// Headers of every answer.
pub const HEADERS: [(&str, &str); 7] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> Door {
        Door { port: 4, token: "0123456789abcdef".into() }
    }

    fn status(method: Method, target: &str, headers: &[(&str, &str)]) -> u16 {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        match door().admit(&Request::new(method, target, headers)) {
            Ok(_) => 200,
            Err(response) => response.status,
        }
    }

    const HOST: (&str, &str) = ("Host", "127.0.0.1:4");
    const COOKIE: (&str, &str) = ("Cookie", "a=b; copydesk-4=0123456789abcdef");
    const ORIGIN: (&str, &str) = ("Origin", "http://127.0.0.1:4");
    const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    const SHORT: (&str, &str) = ("Content-Length", "3");

    #[test]
    fn only_the_exact_host_is_answered() {
        for host in ["evil.example:4", "127.0.0.1", "127.0.0.1:40", "127.0.0.1:4.evil.example", "", "[::1]:4"]
        {
            assert_eq!(status(Method::Get, "/", &[("Host", host), COOKIE]), 403, "{host}");
        }
        assert_eq!(status(Method::Get, "/", &[COOKIE]), 403);
        assert_eq!(status(Method::Get, "/", &[HOST, HOST, COOKIE]), 403, "two hosts");
        assert_eq!(status(Method::Get, "/", &[("hOsT", "localhost:4"), COOKIE]), 200);
    }

    #[test]
    fn only_the_token_opens() {
        assert_eq!(status(Method::Get, "/", &[HOST]), 401);
        for cookie in ["copydesk-4=", "copydesk-4=0123456789abcdeF", "copydesk-5=0123456789abcdef", "x"] {
            assert_eq!(status(Method::Get, "/", &[HOST, ("Cookie", cookie)]), 401, "{cookie}");
        }
        assert_eq!(status(Method::Get, "/?token=0123456789abcdef", &[HOST]), 200);
        assert_eq!(status(Method::Get, "/?token=0123456789abcde", &[HOST]), 401);
        assert_eq!(status(Method::Get, "/", &[HOST, COOKIE]), 200);
    }

    #[test]
    fn unknown_paths_are_told_before_anything_else_is() {
        for path in [
            "/../../etc/passwd",
            "/%2e%2e%2fetc/passwd",
            "/doc/..",
            "/doc/1/../2",
            "//",
            "/doc/x",
            "/nothing",
            "",
        ] {
            assert_eq!(status(Method::Get, path, &[HOST]), 404, "{path}");
            assert_eq!(status(Method::Get, path, &[HOST, COOKIE]), 404, "{path}");
        }
        assert_eq!(status(Method::Other, "/", &[HOST, COOKIE]), 405);
        assert_eq!(status(Method::Get, "/label", &[HOST, COOKIE]), 405);
        assert_eq!(status(Method::Post, "/", &[HOST, COOKIE, ORIGIN, FORM, SHORT]), 405);
    }

    #[test]
    fn changes_need_origin_type_and_length() {
        let post = |headers: &[(&str, &str)]| status(Method::Post, "/label", headers);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, SHORT]), 200);
        assert_eq!(post(&[HOST, ORIGIN, FORM, SHORT]), 401);
        assert_eq!(post(&[HOST, COOKIE, FORM, SHORT]), 403);
        for origin in ["null", "http://evil.example", "https://127.0.0.1:4", "http://localhost:4"] {
            assert_eq!(post(&[HOST, COOKIE, ("Origin", origin), FORM, SHORT]), 403, "{origin}");
        }
        for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json"] {
            assert_eq!(post(&[HOST, COOKIE, ORIGIN, ("Content-Type", kind), SHORT]), 415, "{kind}");
        }
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, SHORT]), 415);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM]), 411);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, ("Transfer-Encoding", "chunked")]), 411);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, ("Content-Length", "1048577")]), 413);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, ("Content-Length", "99999999999999999999999")]), 413);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, SHORT, SHORT]), 400);
        assert_eq!(post(&[HOST, COOKIE, ORIGIN, FORM, ("Content-Length", "-1")]), 400);
        assert_eq!(status(Method::Post, "/label?token=0123456789abcdef", &[HOST, ORIGIN, FORM, SHORT]), 401);
    }

    #[test]
    fn the_token_leaves_the_address() {
        let request = Request::new(Method::Get, "/doc/3?token=0123456789abcdef&q=a+b", vec![]);
        let response = door().enter(&request);
        let headers = response.map(|response| (response.status, response.headers));
        let cookie = "copydesk-4=0123456789abcdef; Path=/; HttpOnly; SameSite=Strict".to_owned();
        assert_eq!(headers, Some((303, vec![("Location", "/doc/3?q=a%20b".into()), ("Set-Cookie", cookie)])));
        assert_eq!(door().enter(&Request::new(Method::Get, "/doc/3", vec![])), None);
    }
}
