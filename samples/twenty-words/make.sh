#!/usr/bin/env bash
# Synthetic voices in place of your own: 20 words, each said 19 times for training, 5 times for choosing and 8 times, by other voices, for testing.
# usage: samples/twenty-words/make.sh FOLDER   (needs espeak-ng, flite and sox)
set -euo pipefail
folder=$1
words=(start pause next back open close save cancel bigger smaller faster slower louder softer music light home help yes no)
mkdir -p "$folder"
rm -f "$folder"/*.jsonl
printf '%s\n' "${words[@]}" > "$folder/commands.txt"

say() { # list, word, name of the voice, command that writes $raw
  local list=$1 word=$2 voice=$3 file; shift 3
  file="$word-$voice.wav"
  "$@" > /dev/null
  sox -D "$raw" -r 16000 -c 1 -b 16 "$folder/$file" gain -n -6 pad 0.3 0.4
  printf '{"audio_filepath": "%s", "text": "%s"}\n' "$file" "$word" >> "$folder/$list.jsonl"
}

raw=$(mktemp --suffix=.wav)
trap 'rm -f "$raw"' EXIT
for word in "${words[@]}"; do
  for accent in en-us en-gb en-gb-scotland en-029; do
    list=train; [ $accent = en-029 ] && list=dev
    for variant in m1 m3 f1 f2; do say $list "$word" "$accent-$variant" espeak-ng -v "$accent+$variant" -s 150 -w "$raw" "$word"; done
    say $list "$word" "$accent-slow" espeak-ng -v "$accent+m2" -s 110 -p 40 -w "$raw" "$word"
  done
  for voice in slt kal16; do
    for stretch in 0.9 1.2; do say train "$word" "flite-$voice-$stretch" flite -voice "$voice" --setf duration_stretch="$stretch" -t "$word" -o "$raw"; done
  done
  for variant in m5 m7 f4 f5; do say test "$word" "rp-$variant" espeak-ng -v "en-gb-x-rp+$variant" -s 140 -w "$raw" "$word"; done
  for voice in rms awb; do
    for stretch in 1.0 1.1; do say test "$word" "flite-$voice-$stretch" flite -voice "$voice" --setf duration_stretch="$stretch" -t "$word" -o "$raw"; done
  done
done
