// The sound that was sent, kept for hearing it again: the last ten minutes.
export class SoundStore {
  constructor(rate, seconds = 600) {
    this.rate = rate;
    this.samples = new Int16Array(rate * seconds);
    this.end = 0; // Samples since the connection began.
  }

  add(piece) {
    for (const sample of piece) this.samples[this.end++ % this.samples.length] = sample;
  }

  /** Samples from a time to a time, as far as they are kept. */
  slice(start, end) {
    const from = Math.max(0, this.end - this.samples.length, Math.floor(start * this.rate));
    const to = Math.min(this.end, Math.ceil(end * this.rate));
    return Float32Array.from({ length: Math.max(0, to - from) }, (_, i) => this.samples[(from + i) % this.samples.length] / 32768);
  }

  play(start, end) {
    const samples = this.slice(start, end);
    if (samples.length === 0) return;
    this.player ??= new AudioContext();
    const buffer = this.player.createBuffer(1, samples.length, this.rate);
    buffer.copyToChannel(samples, 0);
    const source = this.player.createBufferSource();
    source.buffer = buffer;
    source.connect(this.player.destination);
    source.start();
  }
}
