#!/usr/bin/env bash
# Makes the recordings of this folder again: 16 kHz, mono, 16 bit, half a second of silence before and after the words.
# usage: samples/make.sh   (needs flite, espeak-ng and sox; the committed files were made with the versions in README.md)
set -euo pipefail
cd "$(dirname "$0")"
raw=$(mktemp --suffix=.wav)
trap 'rm -f "$raw"' EXIT

finish() { sox -D "$raw" -r 16000 -c 1 -b 16 "$1" gain -n -3 silence 1 0.01 0.1% reverse silence 1 0.01 0.1% reverse pad 0.5 0.5; }

flite -voice rms -t "one two three four five" -o "$raw"
finish digits.wav

espeak-ng -v en-us -s 150 -w "$raw" "seven zero nine two one"
finish numbers.wav

espeak-ng -v en-us -s 165 -w "$raw" "go left and then right"
finish go-left.wav

# The list of these recordings, as training and evaluation read it.
rm -f manifest.jsonl
line() { printf '{"audio_filepath": "%s", "duration": %.4f, "text": "%s", "speaker": "%s", "id": "%s"}\n' "$1" "$(soxi -D "$1")" "$2" "$3" "${1%.wav}" >> manifest.jsonl; }
line digits.wav "one two three four five" flite-rms
line numbers.wav "seven zero nine two one" espeak-en-us
line go-left.wav "go left and then right" espeak-en-us-fast
