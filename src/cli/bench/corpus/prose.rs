//! Invented English: sentences, stories, and what outlets print around them.

use super::random::Random;

/// Names of invented outlets, and their hosts (under `.example`, which no outlet can have).
pub(super) const OUTLETS: [(&str, &str); 8] = [
    ("The Harrow Post", "harrowpost.example"),
    ("Quayside Courier", "quayside.example"),
    ("Northmere Herald", "northmere.example"),
    ("Daily Lantern", "lantern.example"),
    ("Valley Telegraph", "valleytelegraph.example"),
    ("Eastport Gazette", "eastport.example"),
    ("The Millbrook Record", "millbrook.example"),
    ("Cape Observer", "capeobserver.example"),
];

const PEOPLE: [&str; 12] = [
    "Ada Brennick",
    "Jonas Velden",
    "Mirela Staska",
    "Tom Aldercott",
    "Ines Quarrow",
    "Petr Lindholt",
    "Salma Deriche",
    "Hugh Pennarth",
    "Noor Castellan",
    "Elif Marrow",
    "Bram Oosterlee",
    "Grace Tumwine",
];
const ROLES: [&str; 10] = [
    "the harbour master",
    "a spokeswoman for the ministry",
    "the mayor",
    "the head of the rail union",
    "a hydrologist",
    "the chief economist",
    "a ferry captain",
    "the school inspector",
    "an archivist",
    "the trade minister",
];
const PLACES: [&str; 12] = [
    "Harrow",
    "Quayside",
    "Northmere",
    "Eastport",
    "Millbrook",
    "Stonefleet",
    "Upper Vale",
    "Cape Lorne",
    "Redmarsh",
    "Tarnholm",
    "Ferrybridge",
    "Saltwick",
];
const SUBJECTS: [&str; 14] = [
    "the new ferry line",
    "the harbour wall",
    "a plan to move the market",
    "the regional budget",
    "the winter timetable",
    "a dispute over fishing rights",
    "the old railway bridge",
    "the water works",
    "a strike of dock workers",
    "the school repairs",
    "the wind farm off the cape",
    "the price of bread",
    "an inquiry into the flood",
    "the archive of the theatre",
];
const VERBS: [&str; 10] = [
    "would be finished",
    "had cost more than was planned",
    "must be looked at again",
    "could not wait",
    "had surprised everybody",
    "would be put to a vote",
    "was in better repair than it looked",
    "had drawn few complaints",
    "would change how people travel",
    "should be paid for by the region",
];
const TIMES: [&str; 10] = [
    "before the end of the year",
    "by early spring",
    "after the election",
    "on Tuesday morning",
    "within six weeks",
    "despite the storm",
    "for the third time in a decade",
    "at a meeting on Friday",
    "when the tide allows",
    "without further delay",
];
const ASIDES: [&str; 10] = [
    "Rain had fallen on the town for most of the week.",
    "Nobody was hurt.",
    "The council did not answer questions about the figures.",
    "Similar works took eleven months last time.",
    "Two members of the committee voted against it.",
    "The road stays closed to lorries.",
    "Residents had asked for it since the bridge was shut.",
    "A second report is expected in the summer.",
    "The sum is about a tenth of what the region spends on roads.",
    "Tickets will cost the same as before.",
];
const NOTICES: [&str; 8] = [
    "Share this article",
    "Sign up for our newsletter",
    "Read more",
    "Advertisement",
    "Follow us on Facebook",
    "Comments are closed.",
    "Click here to subscribe",
    "All rights reserved.",
];
const MENU: [&str; 14] = [
    "Home",
    "News",
    "Politics",
    "Business",
    "Sport",
    "Culture",
    "Opinion",
    "Weather",
    "Jobs",
    "Contact us",
    "About us",
    "Privacy policy",
    "Terms of use",
    "Log in",
];

/// One sentence of a report.
pub(super) fn sentence(random: &mut Random) -> String {
    let subject = random.of(&SUBJECTS);
    let capital = |text: &str| text[..1].to_uppercase() + &text[1..];
    match random.below(5) {
        0 => format!(
            "{}, {} of {}, said that {subject} {} {}.",
            random.of(&PEOPLE),
            random.of(&ROLES),
            random.of(&PLACES),
            random.of(&VERBS),
            random.of(&TIMES)
        ),
        1 => format!(
            "In {} {} people signed a letter about {subject}, which {} {}.",
            random.of(&PLACES),
            100 + random.below(9900),
            random.of(&VERBS),
            random.of(&TIMES)
        ),
        2 => format!(
            "“{} {} {},” {} told reporters in {}.",
            capital(subject),
            random.of(&VERBS),
            random.of(&TIMES),
            random.of(&PEOPLE),
            random.of(&PLACES)
        ),
        3 => format!(
            "{} {} {}, according to figures that {} published, and about {} million crowns were set aside.",
            capital(subject),
            random.of(&VERBS),
            random.of(&TIMES),
            random.of(&ROLES),
            2 + random.below(97)
        ),
        _ => random.of(&ASIDES).to_owned(),
    }
}

fn paragraph(random: &mut Random) -> String {
    let sentences = 2 + random.below(4);
    (0..sentences).map(|_| sentence(random)).collect::<Vec<_>>().join(" ")
}

/// A few words.
fn headline(random: &mut Random) -> String {
    format!("{}: {} {}", random.of(&PLACES), random.of(&SUBJECTS), random.of(&VERBS))
}

/// A long text of paragraphs.
pub(super) fn feature(random: &mut Random, paragraphs: usize) -> String {
    let mut parts = vec![headline(random)];
    parts.extend((0..paragraphs).map(|_| paragraph(random)));
    parts.join("\n\n")
}

/// A text of one or two sentences.
pub(super) fn brief(random: &mut Random) -> String {
    let mut text = sentence(random);
    if random.below(2) == 0 {
        text = text + " " + &sentence(random);
    }
    text + "\n"
}

/// A wire story before outlets print it.
pub(super) struct Story {
    place: &'static str,
    paragraphs: Vec<String>,
}

impl Story {
    pub(super) fn new(random: &mut Random) -> Story {
        let paragraphs = 3 + random.below(4);
        Story { place: random.of(&PLACES), paragraphs: (0..paragraphs).map(|_| paragraph(random)).collect() }
    }

    /// As an outlet prints it: with a dateline, now and then cut, and its own lines around it.
    pub(super) fn edition(&self, random: &mut Random, outlet: usize) -> String {
        let (name, host) = OUTLETS[outlet];
        let kept = self.paragraphs.len() - usize::from(random.below(3) == 0);
        let story = self.paragraphs[..kept].join("\n");
        let notice = NOTICES[outlet % NOTICES.len()];
        format!(
            "{notice}\n{} (Coastwire) — {story}\nMore stories from the desk of {name} at {host}\n© 2024 {name}. All rights reserved.\n",
            self.place.to_uppercase()
        )
    }
}

/// A whole page as a crawler saves it.
pub(super) fn page(random: &mut Random, outlet: usize) -> String {
    let (name, host) = OUTLETS[outlet];
    let mut lines: Vec<String> = vec![name.to_owned()];
    lines.extend(MENU.iter().skip(outlet % 3).map(|item| (*item).to_owned()));
    lines.push(format!("Home > News > {}", random.of(&PLACES)));
    lines.push("We use cookies to give you the best experience on our site. Accept all cookies".to_owned());
    lines.push(headline(random));
    lines.push(format!("By {}", random.of(&PEOPLE)));
    lines.push(format!("Published {} March 2024", 1 + random.below(28)));
    lines.extend(["Share", "Tweet", "Print", "Email"].map(str::to_owned));
    lines.extend((0..6 + random.below(10)).map(|_| paragraph(random)).collect::<Vec<_>>());
    lines.push("Related stories".to_owned());
    lines.extend((0..5).map(|_| headline(random)).collect::<Vec<_>>());
    lines.push("Most read".to_owned());
    lines.extend((0..5).map(|number| format!("{} {}", number + 1, headline(random))).collect::<Vec<_>>());
    lines.push("Leave a comment".to_owned());
    lines.push("Your email address will not be published. Required fields are marked *".to_owned());
    lines.extend(NOTICES.map(str::to_owned));
    lines.push(format!("Copyright © 2024 {name} | {host}"));
    lines.join("\n")
}
