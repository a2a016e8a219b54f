// The browser's microphone as pieces of 16-bit samples at the model's rate.
export class Microphone {
  constructor(rate, onPiece) {
    this.rate = rate;
    this.onPiece = onPiece;
  }

  async start() {
    this.media = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    try {
      await this.connect(new AudioContext({ sampleRate: this.rate }));
    } catch {
      // Some browsers connect a microphone to a context of its own rate only; the worklet resamples then.
      await this.connect(new AudioContext());
    }
  }

  async connect(context) {
    this.context = context;
    await context.audioWorklet.addModule("worklet.js");
    const source = context.createMediaStreamSource(this.media);
    const node = new AudioWorkletNode(context, "capture", { numberOfInputs: 1, numberOfOutputs: 0, processorOptions: { rate: this.rate } });
    node.port.onmessage = event => this.onPiece(event.data);
    source.connect(node);
    await context.resume();
  }

  async stop() {
    this.media?.getTracks().forEach(track => track.stop());
    await this.context?.close();
    this.media = this.context = undefined;
  }
}
