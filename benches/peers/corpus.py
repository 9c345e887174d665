#!/usr/bin/env python3
"""Invented wire stories with planted copies, from a seed: corpus.py --mb 20 --seed 1 > corpus.jsonl

A line is {"id", "text", "source", "cluster", "kind"}. Copies of a story have its cluster. Kinds:
  original   the story
  light      one word in fifty is another one
  heavy      one word in seven is another one, sentences are swapped
  cut        the first half
  lede       a new first paragraph for the old one
  chrome     an outlet's menus, buttons and footers stand around it
  wire       chrome, the first seven tenths, and one word in twenty is another one
  report     a recurring report with figures of its own: a cluster of its own, and no copy of its like
"""
import argparse
import json
import random
import sys

ONSETS = "b br d dr f g gr h k kl l m n p pr r s st t tr v w z".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = ["", "", "n", "r", "l", "s", "nd", "rk", "m", "th"]
ROLES = "council,ministry,harbour board,court,union,bank,regulator,company,hospital,school board,police,opposition".split(",")
VERBS = ("said,announced,denied,confirmed,warned,promised,estimated,decided,reported,proposed,insisted,admitted").split(",")
THINGS = (
    "bridge,ferry,budget,strike,vote,inquiry,reservoir,railway,harvest,tariff,contract,verdict,election,storm,merger,"
    "licence,pension,airport,clinic,refinery,census,festival,border,treaty,loan,mine,museum,tunnel,dam,factory"
).split(",")
ACTS = (
    "would open in {m},had cost {n} million crowns,was delayed by {n} weeks,would be sold to {name},must be rebuilt,"
    "was worth more than {name} had paid,had been closed since {m},would create {n} jobs,was not safe,had failed twice"
).split(",")
TAILS = (
    "after months of talks with {name}|while workers in {place} waited for an answer|because the rain had not stopped in {place}|"
    "although few in {place} believed it|and that no one had asked the people of {place}|as prices rose by {n} percent|"
    "which {name} called a mistake|before the meeting with {name} in {place}|but gave no date for the work at {place}"
).split("|")
MONTHS = "January February March April May June July August September October November December".split()
MENU = "Home,News,Local,World,Business,Sport,Weather,Opinion,Culture,Travel,Video,Jobs,Cars,Subscribe,Log in,Search".split(",")
TAIL = (
    "Share this article|Comments are closed.|Sign up for our newsletter|Read more|Most popular|Related stories|"
    "© {year} {outlet}. All rights reserved.|Privacy policy|Terms of use|Cookie settings|Contact us|Advertise with us|"
    "Follow us on social media|Support independent journalism in {place}|Back to top"
).split("|")


class Writer:
    """Writes sentences, stories and edits; all from one generator of numbers."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = [self.name() for _ in range(6000)]
        self.words = [self.name().lower() for _ in range(9000)]
        self.outlets = [self.outlet() for _ in range(40)]

    def name(self):
        pick = self.random.choice
        parts = [pick(ONSETS) + pick(VOWELS) + pick(CODAS) for _ in range(self.random.randint(2, 3))]
        return "".join(parts).capitalize()

    def outlet(self):
        name = self.random.choice(self.names)
        lines = [line.format(year=2031, outlet=name, place=self.random.choice(self.names)) for line in TAIL]
        self.random.shuffle(lines)
        menu = self.random.sample(MENU, self.random.randint(8, len(MENU)))
        return {"host": name.lower() + ".example", "head": menu, "foot": lines[: self.random.randint(7, len(lines))]}

    def fill(self, pattern):
        pick = self.random.choice
        return pattern.format(m=pick(MONTHS), n=self.random.randint(2, 980), name=pick(self.names), place=pick(self.names))

    def sentence(self):
        pick = self.random.choice
        who = pick([f"The {pick(ROLES)} of {pick(self.names)}", f"{pick(self.names)} {pick(self.names)}"])
        what = f"the {pick(self.words)} {pick(THINGS)}"
        said = f"{who} {pick(VERBS)} on {pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])} that {what} "
        return said + self.fill(pick(ACTS)) + " " + self.fill(pick(TAILS)) + "."

    def story(self):
        paragraphs = self.random.randint(4, 16)
        return [" ".join(self.sentence() for _ in range(self.random.randint(1, 3))) for _ in range(paragraphs)]

    def report(self, form):
        """A weekly report: the words are the same each week, the figures are not."""
        number = lambda: f"{self.random.randint(10, 99)},{self.random.randint(100, 999)}"
        return [
            f"Stocks of grain in the silos of {form[0]} fell to {number()} tonnes in the week to "
            f"{self.random.choice(MONTHS)} {self.random.randint(1, 28)}, the grain board of {form[0]} said.",
            f"A week before they had stood at {number()} tonnes. Traders in {form[1]} had expected {number()} tonnes.",
            f"Exports through {form[1]} came to {number()} tonnes, and {number()} tonnes went to the mills of {form[2]}.",
        ]

    def edit(self, paragraphs, share):
        def word(word):
            return self.random.choice(self.words) if self.random.random() < share else word

        return [" ".join(word(one) for one in paragraph.split(" ")) for paragraph in paragraphs]

    def around(self, paragraphs, outlet):
        return outlet["head"] + [self.fill("{name} and {place}: what we know")] + paragraphs + outlet["foot"]

    def variant(self, kind, story, outlet):
        half = max(1, len(story) // 2)
        if kind == "light":
            return self.edit(story, 0.02)
        if kind == "heavy":
            edited = self.edit(story, 0.14)
            at = self.random.randrange(len(edited) - 1)
            edited[at], edited[at + 1] = edited[at + 1], edited[at]
            return edited
        if kind == "cut":
            return story[:half]
        if kind == "lede":
            return [self.sentence() + " " + self.sentence()] + story[1:]
        if kind == "chrome":
            return self.around(story, outlet)
        return self.around(self.edit(story[: max(2, len(story) * 7 // 10)], 0.05), outlet)


KINDS = ["light", "heavy", "cut", "lede", "chrome", "wire"]


def documents(seed, size):
    """Documents until there are so many bytes of text."""
    writer = Writer(seed)
    pick = writer.random
    forms = [(pick.choice(writer.names), pick.choice(writer.names), pick.choice(writer.names)) for _ in range(12)]
    written = number = cluster = 0
    while written < size:
        cluster += 1
        story = writer.report(pick.choice(forms)) if pick.random() < 0.03 else writer.story()
        kinds = ["report" if len(story) == 3 else "original"]
        if kinds == ["original"] and pick.random() < 0.3:
            kinds += [pick.choice(KINDS) for _ in range(min(12, 1 + int(pick.expovariate(0.5))))]
        for kind in kinds:
            outlet = pick.choice(writer.outlets)
            lines = story if kind in ("report", "original") else writer.variant(kind, story, outlet)
            text = "\n".join(lines)
            number += 1
            written += len(text.encode())
            yield {"id": f"d{number:07}", "text": text, "source": outlet["host"], "cluster": f"c{cluster:06}", "kind": kind}
            if written >= size:
                return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for row in documents(given.seed, given.mb * 1e6):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
