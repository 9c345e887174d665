#!/usr/bin/env python3
"""Side by side, whole process against whole process, on the same file: run.py [CORPUS.jsonl] [--tools rensa:0.5 ...]

CORPUS has a record {"id", "text", "cluster"} a line, and may have "kind" or a list "ops" (edits), and "source" or "host"
(outlet); .zst is unpacked. Without it an invented one is made (`corpus.py`; --mb, --seed). --field takes another field
as the text. `setup.sh` makes the environments of the other tools, `cargo build --release` ours. A tool that fails or
takes longer than --timeout seconds is shown as such. Every tool gets the same file and all cores.

MB/CPU-s   millions of bytes of text for each second of processor time, from start to end of all its processes
peak MB    the most memory its processes held together (proportional set size, looked at five times a second)
P, R, ARI  over pairs of documents, against the clusters
kinds      of the pairs that documents of this kind make with the rest of their cluster, the share that was found
"""
import argparse
import collections
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import corpus as invented

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, "../../target/release/copydesk")
TOOLS = (
    "copydesk-run copydesk-group rensa:0.5 rensa:0.7 gaoya:0.5 gaoya:0.7 gaoya-simhash:3 gaoya-simhash:6 datasketch:0.5 "
    "datasketch:0.7 fastsketch:0.5 simhash:3 textdedup-minhash:0.5 textdedup-simhash:3 datatrove:3"
).split()
ENVIRONMENTS = {"fastsketch": ".venv312", "textdedup-minhash": ".venv312", "textdedup-simhash": ".venv312", "simhash": ".venvsimhash"}


def prepare(arguments, folder):
    """Writes the records that all tools read, and gives what is known of them."""
    path = os.path.join(folder, "corpus.jsonl")
    rows, size = [], 0
    with open(path, "w") as out:
        for row in records(arguments):
            text = row[arguments.field]
            source = row.get("source") or row.get("host")
            out.write(json.dumps({"id": str(row["id"]), "text": text, "source": source}, ensure_ascii=False) + "\n")
            kinds = [row["kind"]] if row.get("kind") else row.get("ops") or []
            rows.append((str(row["id"]), row["cluster"], kinds))
            size += len(text.encode())
    return path, rows, size / 1e6


def records(arguments):
    if not arguments.corpus:
        yield from invented.documents(arguments.seed, arguments.mb * 1e6)
        return
    if not arguments.corpus.endswith(".zst"):
        with open(arguments.corpus, encoding="utf-8") as lines:
            yield from map(json.loads, lines)
        return
    unpack = subprocess.Popen(["zstd", "-dcq", arguments.corpus], stdout=subprocess.PIPE)
    yield from map(json.loads, unpack.stdout)
    if unpack.wait() != 0:
        sys.exit(f"zstd could not unpack {arguments.corpus}")


def command(ours, tool, path, folder):
    """The command, and how its labels are read."""
    if tool.startswith("copydesk-"):
        out = os.path.join(folder, "out")
        # What our rules take of an invented outlet is not what is measured here.
        accept = ["--accept-loss"] if tool == "copydesk-run" else []
        return [ours, tool.removeprefix("copydesk-"), path, "--output", out, "--quiet", *accept], lambda: our_labels(out)
    python = os.path.join(HERE, ENVIRONMENTS.get(tool.partition(":")[0], ".venv311"), "bin/python")
    out = os.path.join(folder, "labels.tsv")
    return [python, os.path.join(HERE, "peer.py"), tool, path, out, folder], lambda: labels(out)


def our_labels(out):
    with open(os.path.join(out, "documents.jsonl"), encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["id"]: row["group"] or "alone " + row["id"] for row in rows}


def labels(out):
    with open(out, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t") for line in lines)


def held(session):
    """Memory that the processes of a session hold together, in bytes."""
    total = 0
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/stat") as stat:
                if int(stat.read().rpartition(")")[2].split()[3]) != session:
                    continue
            with open(f"/proc/{process}/smaps_rollup") as maps:
                total += sum(int(line.split()[1]) << 10 for line in maps if line.startswith("Pss:"))
        except OSError:
            continue  # it has ended
    return total


def measured(words, folder, timeout):
    """Runs a command to its end: wall seconds, CPU seconds, peak bytes, and what went wrong."""
    start = time.monotonic()
    with open(os.path.join(folder, "err"), "w+") as err:
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=err, start_new_session=True)
        peak, late = 0, False
        while True:
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            peak = max(peak, held(child.pid))
            if not late and time.monotonic() - start > timeout:
                late = True
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.2)
        child.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        last = err.read().strip().splitlines()[-1:]
    wrong = "timeout" if late else f"failed: {' '.join(last)[:90]}" if child.returncode else None
    wall, cpu = time.monotonic() - start, usage.ru_utime + usage.ru_stime
    return wall, cpu, max(peak, usage.ru_maxrss << 10), wrong


def pairs(counts):
    return sum(count * (count - 1) // 2 for count in counts.values())


def scores(rows, found):
    """Precision, recall, adjusted Rand index, and recall by kind."""
    label = {one: found.get(one, "none " + one) for one, _, _ in rows}
    gold = collections.Counter(cluster for _, cluster, _ in rows)
    groups = collections.Counter(label[one] for one, _, _ in rows)
    both = collections.Counter((cluster, label[one]) for one, cluster, _ in rows)
    right, wanted, made = pairs(both), pairs(gold), pairs(groups)
    chance = wanted * made / max(1, len(rows) * (len(rows) - 1) // 2)
    spread = (wanted + made) / 2 - chance
    of_kind = collections.defaultdict(lambda: [0, 0])
    for one, cluster, kinds in rows:
        for kind in kinds if gold[cluster] > 1 else ():
            of_kind[kind][0] += both[cluster, label[one]] - 1
            of_kind[kind][1] += gold[cluster] - 1
    by_kind = {kind: part / whole for kind, (part, whole) in sorted(of_kind.items())}
    return right / made if made else 1.0, right / wanted if wanted else 1.0, (right - chance) / spread if spread else 1.0, by_kind


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--tools", nargs="+", default=TOOLS)
    parser.add_argument("--copydesk", default=OURS)
    parser.add_argument("--field", default="text")
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--mb", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        path, rows, size = prepare(arguments, folder)
        copies = collections.Counter(cluster for _, cluster, _ in rows)
        kinds = sorted({kind for _, cluster, of in rows if copies[cluster] > 1 for kind in of})
        name = os.path.basename(arguments.corpus) if arguments.corpus else f"invented, seed {arguments.seed}"
        version = subprocess.run([arguments.copydesk, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        today = datetime.date.today().isoformat()
        print(f"{today}, {version}, {name} ({arguments.field}): {len(rows)} documents, {size:.1f} MB of text, {os.cpu_count()} cores")
        heads = ["wall s", "CPU s", "MB/CPU-s", "peak MB", "P", "R", "ARI", *kinds]
        print(f"{'':22}" + "".join(f"{head:>11}" for head in heads), flush=True)
        for tool in arguments.tools:
            work = os.path.join(folder, tool.replace(":", "-"))
            os.mkdir(work)
            words, read = command(arguments.copydesk, tool, path, work)
            wall, cpu, peak, wrong = measured(words, work, arguments.timeout)
            if wrong:
                print(f"{tool:22}{wall:11.1f}{cpu:11.1f}  {wrong}", flush=True)
            else:
                precision, recall, index, by_kind = scores(rows, read())
                figures = [f"{figure:.3f}" for figure in (precision, recall, index, *(by_kind.get(kind, 0) for kind in kinds))]
                cells = [f"{wall:.1f}", f"{cpu:.1f}", f"{size / cpu:.2f}", f"{peak / 1e6:.0f}", *figures]
                print(f"{tool:22}" + "".join(f"{cell:>11}" for cell in cells), flush=True)
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
