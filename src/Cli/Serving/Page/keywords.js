// Keywords that are learnt by hearing them three times: what was written down each time is what is listened for.
import { similarity } from "./matching.js";

const TIMES = 3, LEAST = 0.75;

export class Keywords {
  constructor(list, state) {
    Object.assign(this, { list, state });
    this.learnt = [];
  }

  learn(name) {
    this.learning = { name, heard: [] };
    this.state.textContent = `Say “${name}”, then pause. 1 of ${TIMES}`;
  }

  /** A settled utterance: an example of the keyword being learnt, or a text to look for keywords in. */
  hear(result) {
    if (result.words.length === 0) return;
    if (this.learning) this.addExample(result);
    else this.spot(result);
  }

  addExample(result) {
    const { name, heard } = this.learning;
    heard.push(result.text);
    this.state.textContent = `Heard “${result.text}”. ${heard.length < TIMES ? `${heard.length + 1} of ${TIMES}` : ""}`;
    if (heard.length < TIMES) return;
    const item = document.createElement("li");
    item.textContent = `${name}: not heard yet`;
    this.list.append(item);
    this.learnt.push({ name, spellings: [...new Set(heard)], item, count: 0 });
    this.learning = undefined;
    this.state.textContent = `“${name}” is learnt as ${[...new Set(heard)].map(h => `“${h}”`).join(", ")}.`;
  }

  spot(result) {
    for (const keyword of this.learnt) {
      for (let i = 0; i < result.words.length; i++) {
        const matches = spelling => similarity(spelling, result.words.slice(i, i + spelling.split(" ").length).map(w => w.text).join(" ")) >= LEAST;
        if (!keyword.spellings.some(matches)) continue;
        keyword.count++;
        keyword.item.textContent = `${keyword.name}: heard ${keyword.count}×, last at ${result.words[i].start.toFixed(1)} s`;
        this.state.textContent = `“${keyword.name}” was said.`;
      }
    }
  }
}
