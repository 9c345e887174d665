#!/usr/bin/env python3
"""One tool from JSON lines to cluster labels, in a process of its own: peer.py TOOL CORPUS.jsonl LABELS.tsv FOLDER

TOOL is a name with its setting, such as rensa:0.5 (Jaccard) or simhash:3 (bits). Where a tool only finds candidates,
those it finds are checked with its own estimate and joined. LABELS.tsv gets a line `id<TAB>label` for each document.
"""
import glob
import logging
import os
import re
import struct
import subprocess
import sys

import orjson

WORD = re.compile(r"\w+")
BANDS = {0.5: 32, 0.7: 16, 0.8: 8}  # of 128 permutations
ROWS_AT_ONCE = 2000


def read(path):
    with open(path, "rb") as lines:
        rows = [orjson.loads(line) for line in lines]
    return [row["id"] for row in rows], [row["text"] for row in rows]


def shingles(text, size=3):
    """Runs of three lower-case words, each once."""
    words = WORD.findall(text.lower())
    if len(words) <= size:
        return [" ".join(words)]
    return list({" ".join(words[at : at + size]) for at in range(len(words) - size + 1)})


class Clusters:
    """Joins numbers; the label of a cluster is its lowest number."""

    def __init__(self, count):
        self.parent = list(range(count))

    def of(self, one):
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one, other):
        low, high = sorted((self.of(one), self.of(other)))
        self.parent[high] = low

    def labels(self):
        return [self.of(one) for one in range(len(self.parent))]


def joined(candidates, like=lambda one, other: True):
    """Labels from the candidates of each document."""
    clusters = Clusters(len(candidates))
    for one, others in enumerate(candidates):
        for other in map(int, others):
            if other < one and like(one, other):
                clusters.join(one, other)
    return clusters.labels()


def batches(texts):
    for start in range(0, len(texts), ROWS_AT_ONCE):
        yield [shingles(text) for text in texts[start : start + ROWS_AT_ONCE]]


def datasketch(texts, threshold, folder, corpus):
    from datasketch import MinHash, MinHashLSH

    threshold = float(threshold)
    signatures = []
    for text in texts:
        signature = MinHash(num_perm=128)
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
        signatures.append(signature)
    index = MinHashLSH(threshold=threshold, num_perm=128)
    with index.insertion_session() as session:
        for number, signature in enumerate(signatures):
            session.insert(number, signature)
    found = [index.query(signature) for signature in signatures]
    return joined(found, lambda one, other: signatures[one].jaccard(signatures[other]) >= threshold)


def rensa(texts, threshold, folder, corpus):
    from rensa import RMinHash, RMinHashLSH

    threshold = float(threshold)
    signatures = []
    for batch in batches(texts):
        signatures.extend(RMinHash.from_token_sets(batch, num_perm=128, seed=42))
    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=BANDS[threshold])
    index.insert_many(signatures, start_key=0)
    found = index.query_all(signatures)
    return joined(found, lambda one, other: signatures[one].jaccard(signatures[other]) >= threshold)


def gaoya_minhash(texts, threshold, folder, corpus):
    import gaoya

    threshold = float(threshold)
    bands, rows = {0.5: (32, 4), 0.7: (16, 8), 0.8: (12, 10)}[threshold]
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32, jaccard_threshold=threshold, num_bands=bands, band_size=rows, num_hashes=None,
        analyzer="word", lowercase=True, ngram_range=(3, 3), id_container="vec",
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    return joined(index.par_bulk_query(texts))


def gaoya_simhash(texts, bits, folder, corpus):
    import gaoya

    bits = int(bits)
    blocks = bits + 3 if bits < 6 else bits + 1
    index = gaoya.simhash.SimHashStringIndex(
        hash_size=64, num_blocks=blocks, hamming_distance=bits, analyzer="word", lowercase=True, ngram_range=(1, 1)
    )
    index = getattr(index, "index", index)  # the bulk calls are those of the class inside
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    return joined(index.par_bulk_query(texts))


def simhash(texts, bits, folder, corpus):
    from simhash import Simhash, SimhashIndex

    logging.disable(logging.CRITICAL)  # it logs every bucket
    values = [Simhash(text) for text in texts]
    index = SimhashIndex([(str(number), value) for number, value in enumerate(values)], k=int(bits))
    return joined([index.get_near_dups(value) for value in values])


def fastsketch(texts, threshold, folder, corpus):
    import FastSketchLSH
    import numpy

    threshold = float(threshold)
    sketcher = FastSketchLSH.FastSimilaritySketch(size=128, seed=42)
    encoded = ([[shingle.encode() for shingle in one] for one in batch] for batch in batches(texts))
    sketches = numpy.vstack([numpy.array(sketcher.batch(batch)) for batch in encoded])
    index = FastSketchLSH.LSH(num_perm=128, num_bands=BANDS[threshold])
    index.insert(sketches)
    return joined(index.query(sketches), lambda one, other: (sketches[one] == sketches[other]).mean() >= threshold)


def datatrove(texts, size, folder, corpus):
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.utils.hashing import HashConfig
    from loguru import logger

    logger.remove()
    cores = os.cpu_count()
    config = MinhashConfig(
        hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8, n_grams=int(size)
    )
    os.makedirs(f"{folder}/in")
    parts = [open(f"{folder}/in/{part:03}.jsonl", "wb") for part in range(cores)]
    with open(corpus, "rb") as lines:
        for number, line in enumerate(lines):
            parts[number % cores].write(line)
    for part in parts:
        part.close()

    def execute(stage, tasks, *steps):
        LocalPipelineExecutor(
            pipeline=list(steps), tasks=tasks, workers=min(tasks, cores), logging_dir=f"{folder}/log-{stage}",
            start_method="fork",
        ).run()

    execute("sign", cores, JsonlReader(f"{folder}/in"), MinhashDedupSignature(f"{folder}/signatures", config=config))
    execute("match", 14, MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/pairs", config=config))
    execute("join", 1, MinhashDedupCluster(f"{folder}/pairs", f"{folder}/out", config=config, save_cluster_id=True))
    labels = [f"alone {number}" for number in range(len(texts))]
    for path in glob.glob(f"{folder}/out/*.clusters"):
        part = int(os.path.basename(path).split(".")[0])
        with open(path, "rb") as pairs:
            for place, cluster in struct.iter_unpack("<II", pairs.read()):
                labels[place * cores + part] = cluster
    return labels


TEXT_DEDUP = """
[input]
input_type = "local_files"
file_type = "json"
[input.read_arguments]
path = "json"
data_files = "{corpus}"
split = "train"
[algorithm]
text_column = "text"
num_proc = {cores}
min_length = 0
{algorithm}
[output]
output_dir = "{folder}/out"
clean_cache = false
save_clusters = true
[debug]
enable_profiling = false
"""


def text_dedup(module, algorithm, texts, folder, corpus):
    import pickle

    with open(f"{folder}/config.toml", "w") as config:
        corpus = os.path.abspath(corpus)
        config.write(TEXT_DEDUP.format(corpus=corpus, cores=os.cpu_count(), folder=folder, algorithm=algorithm))
    offline = {"HF_HOME": f"{folder}/hf", "HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", f"text_dedup.{module}"]
    subprocess.run(command, cwd=folder, env={**os.environ, **offline}, stdout=sys.stderr, check=True)
    with open(f"{folder}/out/clusters.pickle", "rb") as found:
        clusters = pickle.load(found)
    return [clusters.get(number, number) for number in range(len(texts))]


def text_dedup_minhash(texts, threshold, folder, corpus):
    algorithm = (
        f'algorithm_name = "minhash"\nnum_perm = 240\nthreshold = {threshold}\nngram_size = 3\n'
        "check_false_positive = false"
    )
    return text_dedup("minhash", algorithm, texts, folder, corpus)


def text_dedup_simhash(texts, bits, folder, corpus):
    algorithm = f'algorithm_name = "simhash"\nf = 64\nbit_diff = {bits}\nnum_bucket = {int(bits) + 1}\nngram_size = 3'
    return text_dedup("simhash", algorithm, texts, folder, corpus)


TOOLS = {
    "datasketch": datasketch,
    "datatrove": datatrove,
    "fastsketch": fastsketch,
    "gaoya": gaoya_minhash,
    "gaoya-simhash": gaoya_simhash,
    "rensa": rensa,
    "simhash": simhash,
    "textdedup-minhash": text_dedup_minhash,
    "textdedup-simhash": text_dedup_simhash,
}


def main(tool, corpus, out, folder):
    name, _, setting = tool.partition(":")
    ids, texts = read(corpus)
    labels = TOOLS[name](texts, setting, folder, corpus)
    with open(out, "w") as file:
        file.writelines(f"{one}\t{label}\n" for one, label in zip(ids, labels, strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
