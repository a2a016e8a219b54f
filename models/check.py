"""Runs the `$ eseq ...` commands of model cards and says which lines written below them the program did not print.

usage: python3 models/check.py PROGRAM SPEECH TEXT [CARD...]
PROGRAM is eseq, SPEECH and TEXT the folders that the cards call speech/ and text/. Without cards, all that lie beside this file.
The last column of the table of speech, how long it took, is not compared: it differs from run to run.
"""

import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def runs(card):
    """Yields each command of a card with the lines below it."""
    for block in re.split(r"^```.*\n", card.read_text(), flags=re.M)[1::2]:
        for run in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = run.splitlines()
            if command.startswith("eseq "):
                yield command, lines


def words(line):
    found = line.split()
    return found[:-1] if found and re.fullmatch(r"0\.\d{4}", found[-1]) else found


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    program, speech, text = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:4])
    cards = [pathlib.Path(c) for c in sys.argv[4:]] or sorted(ROOT.glob("models/*/CARD.md"))
    missing = 0
    for card in cards:
        for command, expected in runs(card):
            arguments = [re.sub(r"^speech(?=/)", speech, re.sub(r"^text(?=/)", text, a)) for a in shlex.split(command)[1:]]
            run = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True)
            printed = [words(line.replace(speech + "/", "speech/").replace(text + "/", "text/")) for line in run.stdout.splitlines()]
            lines = [line for line in expected if words(line) not in printed]
            print("differs" if lines else "same   ", command, flush=True)
            for line in lines:
                print("   not printed:", line)
            if lines and run.stderr:
                print("   said:", run.stderr.strip())
            missing += len(lines)
    sys.exit(1 if missing else 0)


main()
