// The search box: by text, or by an example that is said.
import { clock } from "./captions.js";
import { find, findAlike } from "./matching.js";

const MOST = 20;

export class Search {
  /** @param words All that was said. @param least From here on two words sound alike. @param play Lets a hit be heard. */
  constructor(words, least, play) {
    Object.assign(this, { words, least, play });
    [this.form, this.query, this.button, this.state, this.hits] = ["search-form", "query", "example", "search-state", "hits"].map(id => document.getElementById(id));
    this.form.onsubmit = event => { event.preventDefault(); this.example = undefined; this.show(); };
  }

  /** The next utterance is the example. */
  listen() {
    this.button.setAttribute("aria-pressed", "true");
    this.state.textContent = "Say the word or phrase, then pause.";
    this.isListening = true;
  }

  release() {
    this.button.setAttribute("aria-pressed", "false");
    this.isListening = false;
  }

  /** The microphone is off or the connection is lost: the example will not come. */
  interrupt() {
    if (this.isListening || this.awaited !== undefined) this.state.textContent = "Nothing was heard.";
    this.awaited = undefined;
    this.release();
  }

  /** A settled utterance. */
  hear(result) {
    if (this.isListening && result.words.length > 0) {
      this.release();
      this.awaited = result.utterance;
      for (const word of result.words) word.isExample = true; // What is searched for is not found.
      this.state.textContent = `Heard “${result.text}”.`;
    }
    this.show();
  }

  /** The words of an utterance have got their vectors, or the program had no time to make them. */
  compare(utterance, words) {
    if (utterance >= this.awaited) { // Later ones are of no use: those of the example were left out.
      const isExample = utterance === this.awaited && words.every(w => w.vector);
      this.awaited = undefined;
      if (!isExample) {
        this.state.textContent = "The program had no time to compare sounds. Say it again.";
        return;
      }
      this.query.value = "";
      this.example = words;
    }
    this.show();
  }

  show() {
    const text = this.query.value, name = this.example?.map(w => w.text).join(" ");
    if (!text && !this.example) return;
    const hits = this.example ? findAlike(this.words, this.example.map(w => w.vector), this.least) : find(this.words.filter(w => !w.isExample), text);
    this.state.textContent = `${hits.length} found${this.example ? ` that sounded like “${name}”` : ""}`;
    this.hits.replaceChildren(...hits.slice(0, MOST).map(hit => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.className = "word";
      button.textContent = `▶ ${clock(hit.start)} ${hit.text}`;
      button.onclick = () => this.play(hit);
      item.append(button, ` ${Math.round(100 * hit.score)} %`);
      return item;
    }));
  }
}
