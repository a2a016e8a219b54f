// Words that nearly match: by their letters, or by how they sounded.

/** 1 for equal texts, 0 for nothing in common: edits for each letter. */
export function similarity(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return 1 - row[b.length] / Math.max(1, a.length, b.length);
}

/** Places in a list of words that match a text of some words at least so well, the best first. */
export function find(words, text, least = 0.6) {
  const query = text.toLowerCase().replace(/[^\p{L}\p{N}']+/gu, " ").trim(), length = query.split(" ").length, hits = [];
  if (query === "") return hits;
  for (let i = 0; i + length <= words.length; i++) {
    const place = words.slice(i, i + length), found = place.map(w => w.text).join(" "), score = similarity(query, found);
    if (score >= least) hits.push({ index: i, text: found, start: place[0].start, end: place[length - 1].end, score });
  }
  return hits.sort((a, b) => b.score - a.score || a.start - b.start);
}

/** Of two vectors of length 1: 1 for the same sound, about 0 for words that have nothing in common. */
export const likeness = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Places in a list of words that sounded at least so much like an example, which is a list of vectors, word by word; the best first. */
export function findAlike(words, example, least) {
  const hits = [];
  for (let i = 0; i + example.length <= words.length; i++) {
    const place = words.slice(i, i + example.length);
    if (place.some(w => !w.vector || w.isExample)) continue;
    const score = place.reduce((sum, w, k) => sum + likeness(w.vector, example[k]), 0) / place.length;
    if (score >= least) hits.push({ index: i, text: place.map(w => w.text).join(" "), start: place[0].start, end: place.at(-1).end, score });
  }
  return hits.sort((a, b) => b.score - a.score || a.start - b.start);
}
