"""Prints all texts that the recurrent language model learns from, one a line in an order without meaning, for `eseq train`.

    python3 models/english-lm/sentences.py speech/text > sentences.txt
    python3 models/english-lm/texts.py speech sentences.txt > texts.txt

Novels, those sentences and the transcripts of the `train` splits; small letters, digits, apostrophes and spaces are left of them.
Spoken commands and digits of one word are left out: they would be half of all beginnings.
"""

import gzip
import json
import pathlib
import random
import re
import sys

CORPORA = ["librispeech-train-clean-5", "librispeech-more", "librispeech-dev-clean", "common-voice", "speechocean762", "an4",
           "arctic-kathleen", "ljspeech-part1", "vctk-p239"]


def main(speech: pathlib.Path, sentences: pathlib.Path) -> None:
    with gzip.open(speech / "text" / "english-books.txt.gz", "rt", encoding="utf-8") as books:
        lines = [line.strip() for line in books]
    lines += [line.strip() for line in sentences.read_text(encoding="utf-8").splitlines()]
    for corpus in CORPORA:
        for line in (speech / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines():
            utterance = json.loads(line)
            if utterance["split"] == "train":
                lines.append(utterance["text"])
    texts = [words for line in lines if (words := plain(line))]
    random.Random(1).shuffle(texts)
    print("\n".join(texts))


def plain(text: str) -> str:
    letters = re.sub(r"[^a-z0-9' ]+", " ", text.lower().replace("’", "'"))
    return " ".join(word.strip("'") for word in letters.split())


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
