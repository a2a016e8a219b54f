// Keywords that are learnt by saying them three times: how they were written down and how they sounded is what the program listens for.
const TIMES = 3;

export class Keywords {
  /** @param send Passes a request on. */
  constructor(list, state, send) {
    Object.assign(this, { list, state, send });
    this.learnt = new Map();
  }

  /** A connection begins. @param hasSounds Whether the program compares sounds; otherwise what was written down has to do. */
  begin(hasSounds) {
    this.hasSounds = hasSounds;
    if (this.learnt.size > 0) this.listen();
    if (this.learning) this.learn(this.learning.name); // The program does not know the examples that were said before.
  }

  /** The program cannot learn it, or cannot listen for it. */
  fail(why) {
    this.learning = undefined;
    this.state.textContent = why;
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
    if (this.hasSounds) this.send({ type: "learn", name, number: heard.length, of: TIMES, start: result.words[0].start, end: result.words.at(-1).end });
    if (heard.length < TIMES) return;
    this.learning = undefined;
    if (!this.hasSounds) this.add({ name, spellings: [...new Set(heard)] });
  }

  /** A keyword is learnt: in place of one of the same name. */
  add({ name, spellings, voice }) {
    this.learnt.get(name)?.item.remove();
    const item = document.createElement("li"), label = document.createElement("span"), forget = document.createElement("button");
    label.textContent = `${name}: not heard yet`;
    Object.assign(forget, { type: "button", textContent: "Forget", ariaLabel: `Forget ${name}`, onclick: () => this.forget(name) });
    item.append(label, " ", forget);
    this.list.append(item);
    this.learnt.set(name, { name, spellings, voice, item, label, count: 0 });
    this.state.textContent = `“${name}” is learnt as ${spellings.map(s => `“${s}”`).join(", ")}${voice ? ", and by its sound" : ""}.`;
    this.listen();
  }

  forget(name) {
    this.learnt.get(name).item.remove();
    this.learnt.delete(name);
    this.state.textContent = `“${name}” is forgotten.`;
    this.listen();
  }

  /** From now on the program listens for what is learnt. */
  listen() { this.send({ type: "keywords", keywords: [...this.learnt.values()].map(({ name, spellings, voice }) => ({ name, spellings, voice })) }); }

  /** The program heard a keyword. */
  found(message) {
    const keyword = this.learnt.get(message.name);
    if (!keyword) return;
    keyword.count++;
    keyword.label.textContent = `${keyword.name}: heard ${keyword.count}×, last at ${message.start.toFixed(1)} s, ${Math.round(100 * message.confidence)} % sure`;
    this.state.textContent = `“${keyword.name}” was said.`;
  }
}
