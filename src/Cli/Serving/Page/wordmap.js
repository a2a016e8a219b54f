// Spoken words as places: the two directions in which their vectors differ most become left to right and top to bottom.
import { likeness } from "./matching.js";
import { Roving } from "./roving.js";

const MOST = 60;

export class WordMap {
  /** @param least From here on two words sound alike. */
  constructor(area, least, onWord) {
    Object.assign(this, { area, least, onWord });
    this.words = [];
    this.stop = new Roving(area);
    new ResizeObserver(() => this.words.length > 0 && this.place()).observe(area); // On a narrower map other words cover each other.
  }

  add(word) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word.text;
    const entry = { sound: word.vector, button };
    button.onclick = () => { this.showAlike(entry); this.onWord(word); };
    this.words.push(entry);
    this.area.append(button);
    this.stop.add(button);
    if (this.words.length > MOST) this.words.shift().button.remove();
    this.place();
  }

  showAlike(entry) {
    const alike = this.words.filter(w => w !== entry && likeness(w.sound, entry.sound) >= this.least);
    for (const w of this.words) w.button.classList.toggle("alike", alike.includes(w));
  }

  place() {
    const mean = average(this.words.map(w => w.sound));
    const centred = this.words.map(w => w.sound.map((value, i) => value - mean[i]));
    const first = direction(centred, []), second = direction(centred, [first]);
    const places = [first, second].map(axis => {
      const values = centred.map(v => likeness(v, axis)), reach = Math.max(1e-6, ...values.map(Math.abs));
      return values.map(value => value / reach);
    });
    const { clientWidth: width, clientHeight: height } = this.area;
    this.words.forEach((w, i) => { w.x = width * (0.5 + 0.42 * places[0][i]); w.y = height * (0.5 + 0.45 * places[1][i]); w.width = w.button.offsetWidth; w.height = w.button.offsetHeight; });
    this.part();
    for (const { button, x, y } of this.words) { button.style.left = `${100 * x / width}%`; button.style.top = `${100 * y / height}%`; }
  }

  // Words that cover each other are moved up and down until they can be read.
  part() {
    const most = this.area.clientHeight - 16;
    for (let round = 0; round < 30; round++) {
      for (const a of this.words) {
        for (const b of this.words) {
          const across = (a.width + b.width) / 2 - Math.abs(a.x - b.x), down = a.height + 2 - Math.abs(a.y - b.y);
          if (a === b || across <= 0 || down <= 0) continue;
          const [upper, lower] = a.y <= b.y ? [a, b] : [b, a];
          upper.y = Math.max(16, upper.y - down / 4);
          lower.y = Math.min(most, lower.y + down / 4);
        }
      }
    }
  }
}

const average = vectors => vectors[0].map((_, i) => vectors.reduce((sum, v) => sum + v[i], 0) / vectors.length);

// The direction of greatest variance that is at right angles to others: power iteration, from a fixed start so that the map holds still.
function direction(vectors, others) {
  let axis = vectors[0].map((_, i) => Math.cos(1.7 * i));
  for (let round = 0; round < 30; round++) {
    let next = axis.map(() => 0);
    for (const v of vectors) { const part = likeness(v, axis); next = next.map((value, i) => value + part * v[i]); }
    for (const other of others) { const part = likeness(next, other); next = next.map((value, i) => value - part * other[i]); }
    const length = Math.sqrt(likeness(next, next));
    if (length < 1e-9) break;
    axis = next.map(value => value / length);
  }
  return axis;
}
