//! The host of a URL, which stands for the outlet where a record does not name one.

/// The host in lower case, without user, port, a leading `www.` and a final dot. A scheme may be missing
/// where a path follows: `example.com/news`. `None` for addresses without a host.
pub(super) fn host(url: &str) -> Option<String> {
    let url = url.trim();
    let authority = match url.split_once("//") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => bare(url)?,
    };
    let authority = authority.split(['/', '?', '#', '\\']).next()?;
    let (_, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = match host_and_port.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => host_and_port.split(':').next()?,
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let is_clean = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control());
    is_clean.then(|| host.to_owned())
}

/// Letters, digits, `+`, `-` and `.` before a colon (RFC 3986, 3.1), or nothing.
fn is_scheme(before: &str) -> bool {
    let scheme = before.strip_suffix(':');
    let is_letter = |c: char| c.is_ascii_alphanumeric() || ['+', '-', '.'].contains(&c);
    before.is_empty() || scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.chars().all(is_letter))
}

/// `example.com/news`, not `news/1.html` or `index.php?id=1`.
fn bare(url: &str) -> Option<&str> {
    let (first, _) = url.split_once('/')?;
    let is_letter = |c: char| c.is_alphanumeric() || ['-', '.', ':'].contains(&c);
    let inner = first.trim_matches('.');
    (inner == first && first.contains('.') && first.chars().all(is_letter)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found() {
        for (url, expected) in [
            ("https://www.Example.COM/news?id=1", Some("example.com")),
            ("http://user:pass@news.example.org:8080/", Some("news.example.org")),
            ("https://example.org", Some("example.org")),
            ("https://example.org?x=a@b", Some("example.org")),
            ("https://example.org.#top", Some("example.org")),
            ("//cdn.example.net/x", Some("cdn.example.net")),
            ("example.com/news/1", Some("example.com")),
            ("www.example.com:80/news", Some("example.com")),
            ("http://[2001:DB8::1]:80/", Some("2001:db8::1")),
            ("https://ПРИМЕР.рф/новости", Some("пример.рф")),
            (" https://example.org/a ", Some("example.org")),
            ("https://wwwexample.org/", Some("wwwexample.org")),
            ("https://a@b@example.org/", Some("example.org")),
            ("/news/1", None),
            ("news/1.html", None),
            ("../up/1.html", None),
            ("index.php?id=1", None),
            ("mailto:desk@example.org", None),
            ("https://", None),
            ("https:///path", None),
            ("https://bad host/", None),
            ("read this: // is a comment", None),
            ("", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
