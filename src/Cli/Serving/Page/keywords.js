// Keywords that are learnt by saying them three times: what was written down each time is what the program listens for.
const TIMES = 3;

export class Keywords {
  /** @param send Passes the list of keywords on. */
  constructor(list, state, send) {
    Object.assign(this, { list, state, send });
    this.learnt = new Map();
  }

  learn(name) {
    this.learning = { name, heard: [] };
    this.state.textContent = `Say “${name}”, then pause. 1 of ${TIMES}`;
  }

  /** A settled utterance is an example of the keyword that is being learnt. */
  hear(result) {
    if (!this.learning || result.words.length === 0) return;
    const { name, heard } = this.learning;
    heard.push(result.text);
    this.state.textContent = `Heard “${result.text}”. ${heard.length < TIMES ? `${heard.length + 1} of ${TIMES}` : ""}`;
    if (heard.length < TIMES) return;
    const item = document.createElement("li"), spellings = [...new Set(heard)];
    item.textContent = `${name}: not heard yet`;
    this.list.append(item);
    this.learnt.set(name, { name, spellings, item, count: 0 });
    this.learning = undefined;
    this.state.textContent = `“${name}” is learnt as ${spellings.map(s => `“${s}”`).join(", ")}.`;
    this.send([...this.learnt.values()].map(k => ({ name: k.name, spellings: k.spellings })));
  }

  /** The program heard a keyword. */
  found(message) {
    const keyword = this.learnt.get(message.name);
    if (!keyword) return;
    keyword.count++;
    keyword.item.textContent = `${keyword.name}: heard ${keyword.count}×, last at ${message.start.toFixed(1)} s, ${Math.round(100 * message.confidence)} % sure`;
    this.state.textContent = `“${keyword.name}” was said.`;
  }
}
