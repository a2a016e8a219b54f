#!/usr/bin/env python3
"""Writes travel.jsonl beside this file: sentences in which the same city fills different slots, as the word before it decides."""
import json
import pathlib
import random

CITIES = "Taipei London Paris Tokyo Berlin Madrid Rome Vienna Prague Dublin Oslo Boston Chicago Seattle Denver Austin Toronto Sydney Cairo Lima".split()
MONTHS = "January February March April May June July August September October November December".split()
DAYS = [f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}" for n in range(1, 32)]
PATTERNS = [
    "arrive {to} on {date}", "leave {from} on {date}", "arrive in {to} on {date}", "i will leave {from} on {date}",
    "i would like to arrive {to} on {date}", "i want to leave {from} on {date}", "fly from {from} to {to} on {date}",
    "a flight to {to} from {from} on {date}", "on {date} leave {from}", "on {date} arrive {to}", "leave {from} and arrive {to} on {date}",
    "arrive {to} from {from}", "to {to} on {date} please", "from {from} on {date} please", "book a train from {from} to {to}",
]


def sentence(rng):
    tokens, slots = [], []
    cities = rng.sample(CITIES, 2)
    for word in rng.choice(PATTERNS).split():
        if word == "{to}":
            tokens, slots = tokens + [cities[0]], slots + ["B-destination"]
        elif word == "{from}":
            tokens, slots = tokens + [cities[1]], slots + ["B-origin"]
        elif word == "{date}":
            tokens, slots = tokens + [rng.choice(MONTHS), rng.choice(DAYS)], slots + ["B-date", "I-date"]
        else:
            tokens, slots = tokens + [word], slots + ["O"]
    return {"tokens": [t.lower() for t in tokens], "slots": slots}


def main():
    rng = random.Random(1)
    lines = []
    for split, count in (("train", 600), ("dev", 60), ("test", 100)):
        lines += [json.dumps(sentence(rng) | {"split": split}) for _ in range(count)]
    pathlib.Path(__file__).with_name("travel.jsonl").write_text("\n".join(lines) + "\n")


main()
