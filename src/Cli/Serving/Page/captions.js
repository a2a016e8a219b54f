// Settled utterances as a log, the growing one below it.
import { Roving } from "./roving.js";

const UNSURE = 0.6;

export class Captions {
  constructor(finals, partial, save, onWord) {
    Object.assign(this, { finals, partial, save, onWord });
    this.texts = []; // Of settled utterances, with their times.
    this.stop = new Roving(finals);
    save.onclick = () => this.download();
    this.words = []; // All words of settled utterances.
    this.lines = new Map(); // The same by the number of the utterance, until their vectors have come.
  }

  showPartial(result) {
    this.partial.replaceChildren();
    let at = 0;
    for (const word of result.words) {
      const span = document.createElement("span");
      span.textContent = word.text + " ";
      span.classList.toggle("tentative", at + word.text.length > result.committed);
      span.classList.toggle("unsure", word.confidence < UNSURE);
      this.partial.append(span);
      at += word.text.length + 1;
    }
  }

  addFinal(result) {
    this.partial.replaceChildren();
    if (result.words.length === 0 && !result.rejected) return;
    const line = document.createElement("p");
    const time = document.createElement("time");
    time.textContent = clock(result.words[0]?.start ?? result.heard);
    line.append(time);
    if (result.words.length > 0) this.addWords(line, result);
    else line.append(muted("(not understood)")); // Something was said that is in no phrase list.
    this.finals.append(line);
    while (this.finals.children.length > 500) this.finals.firstChild.remove();
    this.finals.scrollTop = this.finals.scrollHeight;
  }

  addWords(line, result) {
    for (const word of result.words) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "word";
      button.textContent = word.text;
      button.title = `${word.start.toFixed(2)} to ${word.end.toFixed(2)} s, ${Math.round(100 * word.confidence)} % sure`;
      button.classList.toggle("unsure", word.confidence < UNSURE);
      button.onclick = () => this.onWord(word);
      line.append(button, " ");
      this.stop.add(button);
      this.words.push(word);
    }
    this.lines.set(result.utterance, result.words);
    this.texts.push(`${line.firstChild.textContent}\t${result.text}\n`);
    this.save.disabled = false;
  }

  /** The connection is lost: what was not settled will not be, and utterances will be counted anew. */
  interrupt() {
    this.partial.replaceChildren();
    this.lines.clear();
  }

  download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(this.texts, { type: "text/plain" }));
    link.download = "transcript.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // Some browsers ask first where to put it.
  }

  /** The words of an utterance get the vectors of their sound, once. */
  addVectors(message) {
    const words = this.lines.get(message.utterance) ?? [];
    this.lines.delete(message.utterance);
    words.forEach((word, i) => { word.vector = message.vectors[i]; });
    return words;
  }
}

function muted(text) {
  const span = document.createElement("span");
  span.className = "rejected";
  span.textContent = text;
  return span;
}

/** 75.3 as "1:15". */
export const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
