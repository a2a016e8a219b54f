#!/bin/bash
# Error rates on dev splits over the weight of the language model and the bonus of a word: tune.sh SPEECH_FOLDER MODEL [LM]
set -e
speech=$1 model=$2 lm=${3:-$(dirname "$0")/english.lm}
for weight in 0.3 0.5 0.7 0.9; do
  for bonus in 0 1 2 3; do
    echo "weight $weight, bonus $bonus"
    eseq eval "$model" --manifest "$speech"/librispeech-dev-clean.jsonl "$speech"/speechocean762.jsonl --split dev --lm "$lm" --lm-weight $weight --word-bonus $bonus
  done
done
