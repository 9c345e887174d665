//! Stories outside the Latin script: words in no meaningful order, which costs what meaning would.

use super::random::Random;

/// Language, words, what parts words, and what ends a sentence.
type Script = (&'static str, &'static [&'static str], &'static str, &'static str);

const SCRIPTS: [Script; 5] = [
    (
        "ru",
        &[
            "город",
            "министр",
            "заявил",
            "новый",
            "мост",
            "через",
            "реку",
            "будет",
            "открыт",
            "весной",
            "жители",
            "порта",
            "ждали",
            "этого",
            "решения",
            "много",
            "лет",
            "совет",
            "региона",
            "бюджет",
            "дорога",
            "зимой",
        ],
        " ",
        ".",
    ),
    (
        "el",
        &[
            "η",
            "πόλη",
            "το",
            "λιμάνι",
            "ο",
            "δήμαρχος",
            "είπε",
            "ότι",
            "νέα",
            "γέφυρα",
            "θα",
            "ανοίξει",
            "την",
            "άνοιξη",
            "κάτοικοι",
            "περίμεναν",
            "χρόνια",
            "απόφαση",
            "περιοχή",
            "δρόμος",
            "χειμώνα",
            "πλοίο",
        ],
        " ",
        ".",
    ),
    (
        "ar",
        &[
            "المدينة",
            "الوزير",
            "قال",
            "إن",
            "الجسر",
            "الجديد",
            "سوف",
            "يفتح",
            "في",
            "الربيع",
            "سكان",
            "الميناء",
            "انتظروا",
            "هذا",
            "القرار",
            "سنوات",
            "مجلس",
            "المنطقة",
            "الطريق",
            "الشتاء",
            "السفينة",
            "الميزانية",
        ],
        " ",
        ".",
    ),
    (
        "fa",
        &[
            "شهر",
            "وزیر",
            "گفت",
            "که",
            "پل",
            "جدید",
            "در",
            "بهار",
            "باز",
            "می‌شود",
            "ساکنان",
            "بندر",
            "سال‌ها",
            "منتظر",
            "این",
            "تصمیم",
            "بودند",
            "شورای",
            "منطقه",
            "راه",
            "زمستان",
            "کشتی",
        ],
        " ",
        ".",
    ),
    (
        "zh",
        &[
            "城市",
            "部长",
            "表示",
            "新的",
            "大桥",
            "将在",
            "春天",
            "开放",
            "港口",
            "居民",
            "等待",
            "多年",
            "决定",
            "地区",
            "委员会",
            "预算",
            "道路",
            "冬季",
            "轮船",
            "市场",
            "学校",
            "计划",
        ],
        "",
        "。",
    ),
];

/// A story of a few paragraphs, and its language.
pub(super) fn story(random: &mut Random) -> (&'static str, String) {
    let (lang, words, space, stop) = random.of(&SCRIPTS);
    let mut text = String::new();
    for _ in 0..4 + random.below(6) {
        for _ in 0..2 + random.below(4) {
            for word in 0..8 + random.below(14) {
                if word > 0 {
                    text.push_str(space);
                }
                text.push_str(random.of(words));
            }
            text.push_str(stop);
            text.push_str(space);
        }
        text.push('\n');
    }
    (lang, text)
}
