"""Prints the sentences of text corpora, one a line, for `eseq lm`: the English side of sentence pairs and the texts of reviews.

    python3 models/english-lm/sentences.py speech/text > sentences.txt

Only the `train` splits. A sentence that is there several times is printed once; one with letters that English does not have is left out.
"""
import json
import pathlib
import sys

FIELDS = {"tatoeba-en-zh.jsonl": "source", "sentiment.jsonl": "text"}


def sentences(folder):
    for name, field in FIELDS.items():
        with open(folder / name, encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if record["split"] == "train":
                    yield record[field].replace("\u2019", "'")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: sentences.py FOLDER")
    for sentence in dict.fromkeys(sentences(pathlib.Path(sys.argv[1]))):
        if sentence.isascii():
            print(sentence)
