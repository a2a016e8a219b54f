// On the audio thread: samples of any rate become pieces of 20 ms at the model's rate, 16 bit.
const HALF = 16; // Zero crossings of the windowed sinc on each side.

class Capture extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.target = options.processorOptions.rate;
    this.step = sampleRate / this.target;              // Input samples for each output sample.
    this.scale = Math.min(1, 1 / this.step) * 0.97;    // Pass band, below half of the lower rate.
    this.reach = Math.ceil(HALF / this.scale);
    this.input = new Float32Array(2 * this.reach + 4096);
    this.length = this.reach;                          // Silence before the first sample.
    this.position = this.reach;
    this.output = new Int16Array(this.target / 50);
    this.filled = 0;
  }

  process(inputs) {
    const block = inputs[0][0];
    if (!block) return true;
    this.input.set(block, this.length);
    this.length += block.length;
    if (this.step === 1) for (const sample of block) this.put(sample);
    else this.resample();
    return true;
  }

  resample() {
    for (; this.position + this.reach < this.length; this.position += this.step) {
      const centre = Math.floor(this.position);
      let sum = 0;
      for (let i = centre - this.reach + 1; i <= centre + this.reach; i++) {
        const distance = (i - this.position) * this.scale;
        if (Math.abs(distance) >= HALF) continue;
        const window = 0.5 + 0.5 * Math.cos(Math.PI * distance / HALF);
        sum += this.input[i] * window * (distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance));
      }
      this.put(sum * this.scale);
    }
    const used = Math.floor(this.position) - this.reach;
    this.input.copyWithin(0, used, this.length);
    this.length -= used;
    this.position -= used;
  }

  put(sample) {
    if (this.step === 1) this.length = this.reach;     // Nothing has to be kept.
    this.output[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
    if (this.filled < this.output.length) return;
    this.port.postMessage(this.output.slice());
    this.filled = 0;
  }
}

registerProcessor("capture", Capture);
