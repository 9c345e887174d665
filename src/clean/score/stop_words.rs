//! Small words that make a sentence, of the languages that news pages come in.

use std::sync::LazyLock;

use hashbrown::HashSet;

use super::measure::word_hash;

/// Whether the word with this hash is a stop word of any language.
pub(super) fn is_stop_word(hash: u64) -> bool {
    static TABLE: LazyLock<Table> = LazyLock::new(Table::new);
    TABLE.holds(hash)
}

/// Hashes behind a bit map that turns most other words away at once.
struct Table {
    bits: Vec<u64>,
    hashes: HashSet<u64>,
}

impl Table {
    fn new() -> Table {
        let words = STOP_WORDS.iter().flat_map(|(_, words)| words.split_whitespace());
        let hashes: HashSet<u64> = words.map(word_hash).collect();
        let mut bits = vec![0; 1024];
        for hash in &hashes {
            bits[(hash >> 6 & 1023) as usize] |= 1 << (hash & 63);
        }
        Table { bits, hashes }
    }

    fn holds(&self, hash: u64) -> bool {
        self.bits[(hash >> 6 & 1023) as usize] >> (hash & 63) & 1 == 1 && self.hashes.contains(&hash)
    }
}

/// By language; scripts without spaces list characters and pieces of up to three characters.
const STOP_WORDS: [(&str, &str); 14] = [
    (
        "en",
        "a about after all also an and are as at be been but by can could did do for from had has \
         have he her his how i if in into is it its just more my no not of on one or our out said she \
         so some than that the their them there they this to up was we were what when which who will \
         with would you your",
    ),
    (
        "tr",
        "ama ancak bir bu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki mi mı \
         mu mü ne o olan olarak oldu olduğu olduğunu onun sonra şu tarafından ve veya ya",
    ),
    (
        "fa",
        "آن آنها از است اما ان او این با باید بر برای بود به تا تر خود در را شد شده شود که ما من می \
         نیز نمی ها های هر هم همه و وی ي یا یک کرد کرده",
    ),
    (
        "ar",
        "أن إلى إن ان التي الذي الى أو ثم حول خلال عن على علي عند عليه غير في فيه فيها قال قد قبل كان \
         كانت كل كما لا لم له لها ما مع من منذ هذا هذه هو هي و وقال ولا وهو ومن يكون بعد بين",
    ),
    (
        "ru",
        "а без бы был была были было в во вот все для до его ее если есть еще же за и из или их к как \
         когда который которые которая ли мы на не него нет но о об он она они от по под после при с \
         со так также то только у уже что чтобы это я этом этого",
    ),
    (
        "es",
        "a al ante como con cuando de del desde donde el ella en entre era es esta este fue ha había \
         han hasta la las le lo los más me muy no o para pero por porque que qué se según ser si sin \
         sobre son su sus también tras un una y ya",
    ),
    (
        "fr",
        "a à après au aux avec avait ce ces cette comme dans de des du elle en entre est et été être \
         il ils je la le les leur lui mais même ne nous on ont ou où par pas plus pour qu que qui sa \
         se selon ses si son sont sur un une vous d l",
    ),
    (
        "de",
        "aber als am an auch auf aus bei bis das dass dem den der des die dies doch durch ein eine \
         einem einen einer er es für gegen hat hatte hätte ich ihm ihr ihre im in ist kann man mehr \
         mit nach nicht noch nur oder sei sein seine seit sich sie sind so über um und unter vom von \
         vor war waren was wenn werden wie wir wird worden wurde wurden zu zum zur",
    ),
    (
        "pt",
        "a à ao aos as às até com como da das de depois do dos e é ela ele em entre era essa este \
         esta eu foi há isso já mais mas me na não nas nem no nos o os ou para pela pelo por porque \
         quando que se sem ser seu seus sobre só sua também tem um uma você",
    ),
    (
        "it",
        "a ad ai al alla alle anche che chi come con cui da dal dalla dei del della delle di dopo e è \
         gli ha hanno ho i il in la le lo loro ma nel nella non o per perché più quando questa questo \
         se si sia sono su sua suo sul sulla tra un una",
    ),
    (
        "pl",
        "a aby ale albo bardzo był była było były będzie być co czy dla do gdy go i ich ile im ja jak \
         jako jego jej jest jeszcze już kiedy które który która ma mi mnie może można na nad nie niż \
         o od on oraz po pod przed przez przy są się tak także tam to tego tej ten też tylko tym u w \
         we więc z za ze że",
    ),
    (
        "el",
        "αλλά από αυτά αυτή αυτό για δε δεν είναι ένα έναν ένας έχει έχουν η ή ήταν θα και κατά με \
         μετά μη μια μία μας μόνο να ο οι όπως όταν ότι που πως προς σας σε στα στη στην στις στο \
         στον στους τα τη την της τι τις το τον του τους των ως",
    ),
    (
        "zh",
        "的 了 在 是 和 有 不 为 这 他 也 与 对 将 说 就 而 到 着 被 于 中 以 之 其 等 及 从 并 但 们 我 要 会 让 都 為 這 們 個",
    ),
    (
        "others",
        "の は を に が で と た も い て し な る ที่ และ ของ ใน การ เป็น มี ให้ ได้ ว่า จะ กับ के का की में है और \
         को से ने पर nie het een van dat den der og att som på av är och ei ja on se että yang dan di \
         untuk dengan ini nu și la care pentru și din же та що на се за не и як від",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_of_every_language_are_known() {
        for word in [
            "the",
            "ve",
            "است",
            "في",
            "что",
            "los",
            "dans",
            "nicht",
            "não",
            "della",
            "się",
            "είναι",
            "的",
            "ของ",
        ] {
            assert!(is_stop_word(word_hash(word)), "{word}");
        }
        for word in ["ferry", "menu", "harbour", "порт", "港"] {
            assert!(!is_stop_word(word_hash(word)), "{word}");
        }
    }
}
