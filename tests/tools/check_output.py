#!/usr/bin/env python3
"""Recounts an output folder of copydesk from its files alone.

Usage: check_output.py OUT

Shares no code with the program, and needs nothing but Python. Prints each difference and exits with 1 if
there is one; a folder with `documents.jsonl.zst` is refused with 2, since Python cannot read it by itself.
Checksums are not looked at (`copydesk verify` does that): this is about documents, bytes, spans, groups.
"""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

problems = []


def problem(what):
    problems.append(what)


def rows(folder, name):
    with open(folder / name, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                problem(f"{name}: line {number} is cut short")
            yield json.loads(line)


def put_back(document, removals):
    """The original text as bytes, or None where the spans do not fit."""
    clean, parts, length, at = document["text"].encode(), [], 0, 0
    for row in removals:
        gap = row["start"] - length
        taken = row["text"].encode()
        replacement = row.get("replacement", "").encode()
        if gap < 0 or at + gap > len(clean) or row["end"] - row["start"] != len(taken):
            return None
        parts += [clean[at : at + gap], taken]
        length += gap + len(taken)
        at += gap
        if clean[at : at + len(replacement)] != replacement:
            return None
        at += len(replacement)
    return b"".join(parts) + clean[at:]


def is_boundary(text, at):
    return at == len(text) or (0 <= at < len(text) and text[at] & 0xC0 != 0x80)


def differ(what, stored, counted):
    if stored != counted:
        problem(f"{what}: says {stored}, counted {counted}")


def check_documents(folder, removals, groups):
    """Counts over documents.jsonl; `removals` and `groups` are by id."""
    counted = {"written": 0, "in": 0, "removed": 0, "inserted": 0, "ids": [], "flags": Counter()}
    counted["sources"] = defaultdict(lambda: [0, 0, 0, 0])
    seen = set()
    for document in rows(folder, "documents.jsonl"):
        name = document["id"]
        if name in seen:
            problem(f"documents.jsonl: the id {name!r} stands twice")
        seen.add(name)
        own = removals.get(name, [])
        text = put_back(document, own)
        if text is None:
            problem(f"removals.jsonl: the spans of {name!r} do not fit its text")
            continue
        for row in own:
            if not (is_boundary(text, row["start"]) and is_boundary(text, row["end"])):
                problem(f"removals.jsonl: a span of {name!r} is within a character")
        removed = sum(len(row["text"].encode()) for row in own)
        inserted = sum(len(row.get("replacement", "").encode()) for row in own)
        kept = len(document["text"].encode()) - inserted
        differ(f"documents.jsonl: bytes_in of {name!r}", document["bytes_in"], kept + removed)
        differ(f"documents.jsonl: bytes_removed of {name!r}", document["bytes_removed"], removed)
        group = groups.get(name, (None, None, None))
        found = (document["group"], document["role"], document["representative"])
        differ(f"documents.jsonl: group of {name!r}", found, group)
        counted["written"] += 1
        counted["in"] += document["bytes_in"]
        counted["ids"].append(name)
        counted["flags"].update(document["flags"])
        source = counted["sources"][document["source"] or ""]
        emptied = int("emptied" in document["flags"])
        for place, value in enumerate((1, document["bytes_in"], document["bytes_removed"], emptied)):
            source[place] += value
    return counted


def check_groups(folder):
    """Group, role and representative of each member, and the counts over groups.jsonl."""
    members, roles, matched, groups = {}, Counter(), set(), 0
    for row in rows(folder, "groups.jsonl"):
        groups += 1
        name = row["group"]
        differ(f"groups.jsonl: size of {name}", row["size"], len(row["members"]))
        stands = [m["id"] for m in row["members"] if m["role"] == "representative"]
        differ(f"groups.jsonl: representative of {name}", stands, [row["representative"]])
        for member in row["members"]:
            if member["id"] in members:
                problem(f"groups.jsonl: {member['id']!r} is in a group twice")
            members[member["id"]] = (name, member["role"], row["representative"])
            matched.add(member["matched"])
            roles[member["role"]] += 1
    return members, roles, matched, groups


def check_inputs(folder, counted, keep):
    """Documents and rejects of each input against the other files, in their order."""
    rejects = list(rows(folder, "rejects.jsonl"))
    inputs = documents = written = at = 0
    for number, row in enumerate(rows(folder, "inputs.jsonl")):
        differ("inputs.jsonl: input", row["input"], number)
        inputs += 1
        documents += row["documents"]
        written += row["written"]
        if keep == "all":
            differ(f"inputs.jsonl: documents of {row['name']!r}", row["documents"], row["written"])
        for reject in rejects[at : at + row["rejected"]]:
            differ("rejects.jsonl: path", reject["path"], row["name"])
        at += row["rejected"]
    differ("inputs.jsonl: rejected", at, len(rejects))
    differ("inputs.jsonl: written", written, counted["written"])
    return inputs, documents, rejects


def check_report(report, counted, all_removals, documents, rejects, members, roles, groups):
    keep_all = report["keep"] == "all"
    not_kept = 0 if keep_all else len(members) - groups
    differ("report.json: documents", report["documents"], documents)
    differ("report.json: written", report["written"], counted["written"])
    differ("report.json: not_kept", report["not_kept"], not_kept)
    differ("report.json: documents = written + not_kept", documents, counted["written"] + not_kept)
    differ("report.json: rejected", report["rejected"], len(rejects))
    size = report["bytes"]
    removed = sum(len(row["text"].encode()) for row in all_removals)
    inserted = sum(len(row.get("replacement", "").encode()) for row in all_removals)
    if keep_all:
        differ("report.json: bytes not_kept", size["not_kept"], 0)
    differ("report.json: bytes in", size["in"], counted["in"] + size["not_kept"])
    differ("report.json: bytes removed", size["removed"], removed)
    differ("report.json: bytes inserted", size["inserted"], inserted)
    differ("report.json: bytes in = kept + removed", size["in"], size["kept"] + size["removed"])
    differ("report.json: bytes rejected", size["rejected"], sum(row["bytes"] for row in rejects))
    kinds, rules, ids = Counter(), defaultdict(lambda: [0, 0]), defaultdict(set)
    for row in all_removals:
        length = len(row["text"].encode())
        kinds[row["kind"]] += length
        if row["action"] != "heal":
            rules[row["rule"]][0] += 1
            rules[row["rule"]][1] += length
            ids[row["rule"]].add(row["id"])
    differ("report.json: kinds", report["kinds"], dict(kinds))
    expected = {
        rule: {"documents": len(ids[rule]), "removals": count, "bytes": length}
        for rule, (count, length) in rules.items()
    }
    differ("report.json: rules", report["rules"], expected)
    reasons = Counter(row["reason"].split(":")[0] for row in rejects)
    differ("report.json: reject_reasons", report["reject_reasons"], dict(reasons))
    differ("report.json: groups", report["groups"], groups)
    differ("report.json: grouped", report["grouped"], len(members))
    differ("report.json: roles", report["roles"], dict(roles))
    if keep_all:
        differ("report.json: flags", report["flags"], dict(counted["flags"]))
        names = ("documents", "bytes_in", "bytes_removed", "emptied")
        sources = {source: dict(zip(names, counts)) for source, counts in counted["sources"].items()}
        differ("report.json: sources", report["sources"], sources)


def words_of(text):
    plain = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b\ufeff]", "", text)).casefold()
    return re.findall(r"[^\W_]+", plain)


def check_passages(folder, report, represented):
    """Both ends of each passage against the texts of its documents, and the counts over all."""
    found = list(rows(folder, "passages.jsonl"))
    texts = {row["id"]: row["text"].encode() for row in rows(folder, "documents.jsonl")}
    order = {name: number for number, name in enumerate(texts)}
    places, words = [], 0
    for number, row in enumerate(found, 1):
        ends = []
        for side in "ab":
            text, start, end = texts[row[side]], row[f"{side}_start"], row[f"{side}_end"]
            if row[side] in represented or not (is_boundary(text, start) and is_boundary(text, end)):
                problem(f"passages.jsonl: line {number}: {row[side]!r} cannot have it")
            ends.append(text[start:end].decode())
        if words_of(ends[0]) != words_of(ends[1]) or ends[0] != row["text"]:
            problem(f"passages.jsonl: line {number}: its ends differ")
        if row["words"] < report["least_words"]:
            problem(f"passages.jsonl: line {number}: it is too short")
        places.append((order[row["a"]], order[row["b"]], row["a_start"], row["a_end"], row["b_start"]))
        words += row["words"]
        if places[-1][0] >= places[-1][1]:
            problem(f"passages.jsonl: line {number}: its documents are in the wrong order")
    if any(one >= following for one, following in zip(places, places[1:])):
        problem("passages.jsonl: not in the order of documents and places")
    differ("report.json: passages found", report["found"], len(found))
    differ("report.json: passages words", report["words"], words)
    differ("report.json: passages pairs", report["pairs"], len({place[:2] for place in places}))
    differ("report.json: passages documents", report["documents"], len({p for place in places for p in place[:2]}))


def main(folder):
    report = json.loads((folder / "report.json").read_bytes())
    members, roles, matched, groups = check_groups(folder)
    all_removals = list(rows(folder, "removals.jsonl"))
    by_id = defaultdict(list)
    last = None
    for row in all_removals:
        if row["id"] in by_id and row["id"] != last:
            problem(f"removals.jsonl: those of {row['id']!r} are not together")
        last = row["id"]
        by_id[last].append(row)
    counted = check_documents(folder, by_id, members)
    ids = set(counted["ids"])
    represented = {name for name, (_, role, _) in members.items() if role != "representative"}
    not_kept = represented if report["keep"] == "representatives" else set()
    for name in sorted(set(members) - not_kept - ids):
        problem(f"groups.jsonl: {name!r} has no row in documents.jsonl")
    for name in sorted(not_kept & ids):
        problem(f"documents.jsonl: {name!r} is not to be kept")
    for name in sorted(matched - ids - set(members)):
        problem(f"groups.jsonl: matched with {name!r}, which is no document")
    for name in sorted(set(by_id) - ids - not_kept):
        problem(f"removals.jsonl: {name!r} is no document")
    order = [name for name in by_id if name in ids]
    if order != [name for name in counted["ids"] if name in by_id]:
        problem("removals.jsonl: not in the order of documents.jsonl")
    for row in rows(folder, "originals.jsonl"):
        if row["id"] not in ids:
            problem(f"originals.jsonl: {row['id']!r} is no document")
    inputs, documents, rejects = check_inputs(folder, counted, report["keep"])
    differ("report.json: inputs", report["inputs"], inputs)
    if "passages" in report:
        check_passages(folder, report["passages"], represented)
    check_report(report, counted, all_removals, documents, rejects, members, roles, groups)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_output.py OUT")
    out = Path(sys.argv[1])
    if not (out / "documents.jsonl").exists():
        print(f"{out}: no documents.jsonl (write it without zstd to have it checked)", file=sys.stderr)
        sys.exit(2)
    try:
        main(out)
    except (OSError, ValueError, KeyError, RecursionError) as error:
        problem(f"{type(error).__name__}: {error}")
    for what in problems:
        print(what)
    sys.exit(1 if problems else 0)
