// Power spectra of short frames: what the spectrogram shows.
const SIZE = 512;
const window = Float32Array.from({ length: SIZE }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (SIZE - 1)));
const real = new Float32Array(SIZE), imaginary = new Float32Array(SIZE);

/** Decibels of SIZE/2 frequencies of the samples from a place on; outside there is silence. */
export function decibels(samples, from) {
  for (let i = 0, j = 0; i < SIZE; i++) {
    real[j] = (samples[from + i] ?? 0) * window[i];
    imaginary[j] = 0;
    let bit = SIZE >> 1;
    while (j & bit) { j ^= bit; bit >>= 1; }
    j |= bit;
  }
  for (let half = 1; half < SIZE; half *= 2) {
    for (let k = 0; k < half; k++) {
      const cos = Math.cos(Math.PI * k / half), sin = -Math.sin(Math.PI * k / half);
      for (let a = k; a < SIZE; a += 2 * half) {
        const b = a + half, x = cos * real[b] - sin * imaginary[b], y = cos * imaginary[b] + sin * real[b];
        real[b] = real[a] - x; imaginary[b] = imaginary[a] - y;
        real[a] += x; imaginary[a] += y;
      }
    }
  }
  return Float32Array.from({ length: SIZE / 2 }, (_, i) => 10 * Math.log10(1e-9 + real[i] ** 2 + imaginary[i] ** 2));
}
