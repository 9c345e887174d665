//! What a line is likely to be, by words that the catalogue of chrome has for each kind.

use super::super::missed_line::MissedLine;
use super::super::template::{Open, Piece};
use crate::rules::Kind;

/// Words by kind, in lower case; a word that begins with `^` must begin the line. The first kind that has
/// one counts, so that the narrow ones stand first.
const WORDS: [(Kind, &[&str]); 19] = [
    (Kind::Cookies, &["cookie", "куки", "javascript", "browser", "tanımlama bilgi", "przeglądark"]),
    (
        Kind::Copyright,
        &[
            "©",
            "copyright",
            "all rights reserved",
            "alle rechte",
            "tous droits",
            "derechos reservados",
            "direitos reservados",
            "все права",
            "prawa zastrzeżone",
            "δικαιώματα",
            "版权",
            "版權",
            "著作權",
            "hakları",
            "حقوق",
            "icp备",
            "terms of",
            "privacy",
            "impressum",
            "datenschutz",
            "personal data",
        ],
    ),
    (
        Kind::Comments,
        &[
            "comment",
            "commented",
            "kommentar",
            "comentario",
            "commentaire",
            "коммент",
            "komentarz",
            "yorum",
            "评论",
            "評論",
            "留言",
            "σχόλι",
            "σχολι",
            "تعليق",
            "نظر",
            "opinie o",
            "обсуд",
        ],
    ),
    (
        Kind::Share,
        &[
            "share",
            "tweet",
            "facebook",
            "twitter",
            "teilen",
            "partager",
            "compartir",
            "compartilhar",
            "поделиться",
            "udostępnij",
            "podziel się",
            "κοινοποίηση",
            "分享",
            "转发",
            "轉寄",
            "推薦",
            "paylaş",
            "شارك",
            "e-mail this",
            "email this",
            "print this",
            "print",
            "drucken",
            "imprimer",
            "imprimir",
            "drukuj",
            "распечат",
            "εκτύπωση",
            "打印",
            "列印",
            "yazdır",
            "send to a friend",
            "wyślij",
            "google+",
            "google +",
        ],
    ),
    (
        Kind::Newsletter,
        &["newsletter", "e-mail alert", "email alert", "рассылк", "biuletyn", "電子報", "bülten"],
    ),
    (
        Kind::Follow,
        &[
            "follow us",
            "^follow ",
            "folgen sie",
            "suivez",
            "síguenos",
            "подпис",
            "obserwuj",
            "ακολουθήστε",
            "关注",
        ],
    ),
    (
        Kind::Related,
        &[
            "related",
            "read more",
            "read also",
            "see also",
            "most read",
            "most popular",
            "most viewed",
            "recommended",
            "you may also",
            "more from",
            "more on",
            "top stories",
            "don't miss",
            "lesen sie auch",
            "mehr zum thema",
            "lire aussi",
            "lee también",
            "читайте",
            "смотрите также",
            "по теме",
            "популярн",
            "czytaj",
            "zobacz",
            "najczęściej",
            "więcej",
            "διαβάστε",
            "σχετικ",
            "δημοφιλ",
            "相关",
            "相關",
            "推荐",
            "熱門",
            "热门",
            "排行",
            "ilgili",
            "مواضيع",
            "مقالات",
        ],
    ),
    (
        Kind::PhotoCredit,
        &[
            "photo:",
            "photo by",
            "photos by",
            "photograph",
            "photo credit",
            "^photo",
            "^image",
            "picture:",
            "getty",
            "foto",
            "фото",
            "zdjęci",
            "φωτο",
            "图片",
            "圖",
            "攝影",
            "摄",
        ],
    ),
    (
        Kind::Advertisement,
        &["advert", "sponsor", "anzeige", "werbung", "publicité", "реклам", "reklam", "广告", "廣告"],
    ),
    (
        Kind::Paywall,
        &[
            "subscri",
            "log in",
            "login",
            "sign in",
            "register",
            "abonn",
            "войти",
            "вход",
            "zaloguj",
            "登录",
            "登錄",
            "登入",
            "注册",
            "註冊",
            "σύνδεση",
            "εγγραφή",
        ],
    ),
    (Kind::App, &["download", "app store", "google play", "iphone", "android", "客户端"]),
    (Kind::Donation, &["donat", "support us", "spende", "поддерж"]),
    (
        Kind::Record,
        &[
            "published",
            "updated",
            "posted",
            "last modified",
            "publié",
            "veröffentlicht",
            "опубликован",
            "обновлено",
            "dodano",
            "aktualizacja",
            "ενημέρωση",
            "δημοσίευση",
            "发布",
            "更新",
            "güncelleme",
        ],
    ),
    (
        Kind::Counter,
        &["views", "просмотр", "wyświetl", "odsłon", "viewed", "clicks", "点击", "點閱", "人氣", "votes"],
    ),
    (Kind::ReadingTime, &["min read", "minute read", "lesezeit"]),
    (
        Kind::ReadingWidget,
        &["font size", "text size", "字号", "字體", "字体", "μέγεθος", "размер шрифта", "rozmiar"],
    ),
    (
        Kind::Tags,
        &[
            "^tags",
            "keywords",
            "^теги",
            "^метки",
            "^tagi",
            "关键词",
            "關鍵字",
            "关键字",
            "ετικέτες",
            "schlagw",
        ],
    ),
    (
        Kind::AgencyCredit,
        &[
            "reporting by",
            "editing by",
            "editor:",
            "来源",
            "來源",
            "责任编辑",
            "责编",
            "編輯",
            "编辑",
            "source:",
            "źródło",
            "источник",
            "πηγή",
            "reuters",
            "記者",
            "记者",
        ],
    ),
    (
        Kind::Navigation,
        &[
            "home",
            "menu",
            "search",
            "skip to",
            "back to top",
            "site map",
            "sitemap",
            "contact",
            "about us",
            "rss",
            "главная",
            "поиск",
            "контакт",
            "szukaj",
            "strona główna",
            "αρχική",
            "αναζήτηση",
            "επικοινωνία",
            "首页",
            "首頁",
            "搜索",
            "返回",
            "导航",
            "網站",
        ],
    ),
];

/// Whether a line has a word. A short one must stand for itself: `print` is not in `imprint`.
fn says(line: &str, word: &str) -> bool {
    const SHORT: usize = 8;
    let plain = word.len() <= SHORT && word.chars().all(|c| c.is_ascii_alphabetic());
    line.match_indices(word).any(|(at, found)| {
        let whole = |side: Option<char>| !side.is_some_and(char::is_alphabetic);
        let plural = line[at + found.len()..].trim_start_matches('s').chars().next();
        !plain || whole(line[..at].chars().next_back()) && whole(plural)
    })
}

/// First words of a by-line.
const BY: [&str; 12] = ["By", "BY", "Von", "VON", "Par", "Por", "Autor", "Автор", "Di", "Del", "De", "Του"];

/// The likely kind of a line; [`Kind::Repeated`] where nothing tells.
pub(super) fn guess(line: &MissedLine) -> Kind {
    let template = &line.template;
    let shown = template.to_string();
    let folded = shown.to_lowercase();
    let has = |word: &&str| match word.strip_prefix('^') {
        Some(word) => folded.starts_with(word),
        None => says(&folded, word),
    };
    if let Some((kind, _)) = WORDS.iter().find(|(_, words)| words.iter().any(&has)) {
        return *kind;
    }
    let first = shown.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
    let dated = template.pieces.iter().any(|piece| matches!(piece, Piece::Name { .. }));
    let person = template.pieces.contains(&Piece::Open(Open::Person));
    match (dated, person) {
        (_, true) if BY.contains(&first) => Kind::Dateline,
        (true, _) => Kind::Record,
        _ if template.pieces.contains(&Piece::Open(Open::Anything)) => Kind::Other,
        _ => Kind::Repeated,
    }
}
