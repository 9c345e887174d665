#!/usr/bin/env python3
"""Counts the instructions of benches/instructions.rs with callgrind, against benches/instructions.json.

    instructions.py PROGRAM            fails where a piece of work takes more than the tolerance allows
    instructions.py PROGRAM --update   writes the counts down

PROGRAM is the bench as `cargo test` builds it: optimised, with checks. Counts of other builds are others.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

KNOWN = pathlib.Path(__file__).resolve().parents[2] / "benches" / "instructions.json"


def counted(program, names):
    """Instructions below each function, by callgrind."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"{folder}/profile"
        callgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program]
        ran = subprocess.run(callgrind, capture_output=True, text=True)
        if ran.returncode:
            sys.exit(f"instructions: callgrind failed:\n{ran.stderr[-3000:]}")
        annotate = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile]
        rows = subprocess.run(annotate, capture_output=True, text=True, check=True).stdout
    found = {}
    for name in names:
        row = re.search(rf"^ *([\d,]+) .*:instructions::{name}\b", rows, re.M)
        if not row:
            sys.exit(f"instructions: no function `{name}` in the profile of {program}")
        found[name] = int(row[1].replace(",", ""))
    return found


def main():
    known = json.loads(KNOWN.read_text())
    found = counted(sys.argv[1], known["counts"])
    if "--update" in sys.argv:
        known["counts"] = found
        KNOWN.write_text(json.dumps(known, indent=2) + "\n")
        return
    tolerance, dearer = known["tolerance_percent"], []
    for name, before in known["counts"].items():
        ratio = found[name] / max(before, 1)
        print(f"  {name:<20}{found[name]:>15,}   {ratio:.3f} of what is kept")
        if ratio > 1 + tolerance / 100:
            dearer.append(name)
        elif ratio < 1 - tolerance / 100:
            print(f"  {name} has become cheaper: keep the new count with --update")
    if dearer:
        sys.exit(f"instructions: more than {tolerance} % dearer: {', '.join(dearer)}")


main()
