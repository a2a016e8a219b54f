// Waveform and spectrogram of the last ten seconds, drawn while sound comes.
import { decibels } from "./spectrum.js";

const SECONDS = 10;

export class Picture {
  constructor(wave, spectrum, store) {
    this.wave = wave.getContext("2d");
    this.spectrum = spectrum.getContext("2d", { willReadFrequently: true });
    this.store = store;
    this.column = store.rate * SECONDS / wave.width; // Samples for each column of pixels.
    this.drawn = 0;
    this.colours = Array.from({ length: 256 }, (_, i) => Picture.colour(i / 255));
    const tick = () => { this.draw(); requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  }

  // From black through blue and orange to white.
  static colour(x) {
    return [255 * Math.min(1, Math.max(0, 2.2 * x - 0.5)), 255 * Math.max(0, 1.6 * x - 0.6), 255 * (x < 0.4 ? 1.4 * x : Math.max(0, 0.9 - 0.85 * x, 4 * x - 3))];
  }

  draw() {
    const columns = Math.floor((this.store.end - this.drawn) / this.column);
    if (columns <= 0) return;
    const count = Math.min(columns, this.wave.canvas.width);
    for (const context of [this.wave, this.spectrum]) {
      context.globalCompositeOperation = "copy"; // What lay there before must not shine through.
      context.drawImage(context.canvas, -count, 0);
      context.globalCompositeOperation = "source-over";
      context.clearRect(context.canvas.width - count, 0, count, context.canvas.height);
    }
    const first = this.drawn + (columns - count) * this.column;
    const samples = this.store.slice(first / this.store.rate, (this.drawn + columns * this.column) / this.store.rate);
    for (let i = 0; i < count; i++) this.drawColumn(this.wave.canvas.width - count + i, samples, Math.floor(i * this.column));
    this.drawn += columns * this.column;
  }

  drawColumn(x, samples, from) {
    const height = this.wave.canvas.height;
    let low = 0, high = 0;
    for (let i = from; i < from + this.column; i++) {
      low = Math.min(low, samples[i] ?? 0);
      high = Math.max(high, samples[i] ?? 0);
    }
    this.wave.fillStyle = getComputedStyle(this.wave.canvas).getPropertyValue("--accent");
    this.wave.fillRect(x, height / 2 * (1 - high), 1, Math.max(1, height / 2 * (high - low)));

    const spectrum = decibels(samples, Math.max(0, from - 256)), rows = this.spectrum.canvas.height;
    const column = this.spectrum.createImageData(1, rows);
    for (let y = 0; y < rows; y++) {
      const level = (spectrum[Math.floor((rows - 1 - y) / rows * spectrum.length)] + 50) / 80;
      column.data.set([...this.colours[Math.round(255 * Math.min(1, Math.max(0, level)))], 255], 4 * y);
    }
    this.spectrum.putImageData(column, x, 0);
  }
}
