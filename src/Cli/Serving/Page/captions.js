// Settled utterances as a log, the growing one below it.
const UNSURE = 0.6;

export class Captions {
  constructor(finals, partial, onWord) {
    Object.assign(this, { finals, partial, onWord });
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
    if (result.words.length === 0) return;
    const line = document.createElement("p");
    const time = document.createElement("time");
    time.textContent = clock(result.words[0].start);
    line.append(time);
    for (const word of result.words) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "word";
      button.textContent = word.text;
      button.title = `${word.start.toFixed(2)} to ${word.end.toFixed(2)} s, ${Math.round(100 * word.confidence)} % sure`;
      button.classList.toggle("unsure", word.confidence < UNSURE);
      button.onclick = () => this.onWord(word);
      line.append(button, " ");
      this.words.push(word);
    }
    this.lines.set(result.utterance, result.words);
    this.finals.append(line);
    while (this.finals.children.length > 500) this.finals.firstChild.remove();
    this.finals.scrollTop = this.finals.scrollHeight;
  }

  /** The words of an utterance get the vectors of their sound, once. */
  addVectors(message) {
    const words = this.lines.get(message.utterance) ?? [];
    this.lines.delete(message.utterance);
    words.forEach((word, i) => { word.vector = message.vectors[i]; });
    return words;
  }
}

/** 75.3 as "1:15". */
export const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
