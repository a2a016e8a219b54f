#!/bin/sh
# Trains recipes from nothing, evaluates what comes out, and prints a table: recipe, minutes on this machine, figure on test.
# usage: recipes/time.sh DATA [RECIPE...]     DATA holds the texts (docs/tasks.md); without recipes, all of this folder.
# ESEQ names the program, if it is not to be built: ESEQ=path/eseq recipes/time.sh text slots travel
set -e
cd "$(dirname "$0")/.."
data=${1:?usage: recipes/time.sh DATA [RECIPE...]}
shift
[ $# -gt 0 ] || set -- $(basename -s .json recipes/*.json)
if [ -z "$ESEQ" ]; then
    dotnet publish src/Cli -c Release -o artifacts/eseq -v q
    ESEQ=artifacts/eseq/eseq
fi
runs=$(mktemp -d)
trap 'rm -r "$runs"' EXIT
echo "| recipe | minutes | figure |"
echo "|---|---|---|"
for recipe in "$@"; do
    file=$(sed -n 's/.*"data": *"\([^"]*\)".*/\1/p' "recipes/$recipe.json")
    folder=$data
    [ -e "recipes/$file" ] && folder=recipes
    minutes=$("$ESEQ" train "recipes/$recipe.json" --data "$folder" -o "$runs/$recipe" | sed -n 's/^done after \([0-9.]*\) min.*/\1/p')
    figure=$("$ESEQ" eval "$runs/$recipe/model.eseq" --manifest "$folder/$file" | tail -1)
    echo "| $recipe | $minutes | ${figure#*texts: } |"
done
