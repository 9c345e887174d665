//! The host that a text names in a banner line, where nothing else tells its outlet.

use super::host::host;

/// A banner is among the first lines that show something.
const LINES: usize = 3;

/// Generic top-level domains under which outlets are found (IANA root zone).
const GENERIC: [&str; 12] =
    ["com", "org", "net", "info", "news", "press", "media", "online", "today", "live", "site", "example"];

/// Top-level domains of countries (IANA root zone; ISO 3166-1 with `eu`, `su` and `uk`).
const COUNTRIES: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo \
    br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et \
    eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io \
    iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk \
    ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn \
    pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th \
    tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/// The host in one of the first lines, where that line is a host or an address and nothing else. Names with
/// capitals are companies and headlines (`Booking.com`), and no banner.
pub(super) fn banner(text: &str) -> Option<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES).find_map(named)
}

fn named(line: &str) -> Option<String> {
    if line.len() > 200 || line.contains(|c: char| c.is_whitespace() || c.is_uppercase()) {
        return None;
    }
    let found = if line.contains('/') { host(line)? } else { host(&format!("{line}/"))? };
    let (name, domain) = found.rsplit_once('.')?;
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let known = GENERIC.contains(&domain) || COUNTRIES.split(' ').any(|country| country == domain);
    (known && name.split('.').all(is_label)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_a_host_names_the_outlet() {
        for (text, expected) in [
            ("kestria-daily.ir\n\nStory", Some("kestria-daily.ir")),
            ("\n \nHome\nwww.harbour.example\nStory", Some("harbour.example")),
            ("https://news.harbour.example/a/b\nStory", Some("news.harbour.example")),
            ("One\nTwo\nThree\nharbour.example", None),
            ("Booking.com\nStory", None),
            ("node.js\nStory", None),
            ("index.html\nStory", None),
            ("e.g.\nStory", None),
            ("see harbour.example for more", None),
            ("3.14\n2.0", None),
            ("", None),
        ] {
            assert_eq!(banner(text).as_deref(), expected, "{text:?}");
        }
    }
}
