#!/bin/sh
# Prints the figures of docs/search.md that depend on the models; with "fit", the weights that go into the program before.
# usage: docs/search-figures.sh DATA [PART...]     DATA holds the manifests; each part takes minutes on one core.
#   fit      weights of KeywordConfidence, ExampleEvidence and VoiceConfidence, from dev splits
#   size     bytes of an hour of index
#   hundred  times and memory of a search in a hundred hours
#   text     term-weighted value
#   example  search by example
#   spot     misses of wake words
# ESEQ names the program, if it is not to be built: ESEQ=path/eseq docs/search-figures.sh speech hundred
set -e
cd "$(dirname "$0")/.."
data=${1:?usage: docs/search-figures.sh DATA [fit|size|hundred|text|example|spot]...}
shift
[ $# -gt 0 ] || set -- size hundred text example spot
if [ -z "$ESEQ" ]; then
    dotnet publish src/Cli -c Release -o artifacts/eseq -v q
    ESEQ=artifacts/eseq/eseq
fi
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
dev=$data/librispeech-dev-clean.jsonl
test=$data/librispeech-test-clean.jsonl

words() { [ -e "$work/words.csv" ] || "$ESEQ" embed words "$dev" --split dev -o "$work/words.csv" > "$work/log"; }
index() { [ -e "$work/index" ] || "$ESEQ" index build --manifest "$dev" --split dev -o "$work/index" > "$work/log"; }

for part in "$@"; do
    echo "== $part"
    case $part in
        fit)
            words
            "$ESEQ" search eval kws --manifest "$dev" --split dev --fit | tail -1
            "$ESEQ" search eval example --manifest "$dev" --split dev --words "$work/words.csv" --fit | tail -1
            "$ESEQ" spot eval --positives "$data/speech-commands.jsonl" --negatives "$dev" --split dev --fit | tail -1 ;;
        size)
            index
            "$ESEQ" index info "$work/index" ;;
        hundred)
            index
            mkdir "$work/hundred"
            for i in $(seq 1 148); do ln "$work/index/000001.segment" "$work/hundred/$(printf %06d "$i").segment"; done
            "$ESEQ" search "$work/hundred" --text children --repeat 9 | tail -1
            "$ESEQ" search "$work/hundred" --example samples/go-left.wav --repeat 9 | tail -1 ;;
        text)
            "$ESEQ" search eval kws --manifest "$test" --split test ;;
        example)
            words
            "$ESEQ" search eval example --manifest "$dev" --split dev --words "$work/words.csv" --fit
            "$ESEQ" search eval example --manifest "$dev" --split dev --words "$work/words.csv" --embedder none ;;
        spot)
            "$ESEQ" spot eval --positives "$data/wake-words.jsonl" --negatives "$test" --split test --enroll 5 --rate 1 ;;
        *)
            echo "$part: expected fit, size, hundred, text, example or spot" >&2
            exit 2 ;;
    esac
done
