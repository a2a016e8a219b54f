// How soon text appears while somebody speaks: from the moment when the first word's sound is over to the moment when its text is there, in
// each of the live paths. The end of the word is taken from the sound itself: the first gap of 20 ms that is 25 dB below the loudest part.
// usage: node --experimental-websocket first-partial.mjs ESEQ WORD WAV    (WAV: mono, 16 bit, 16 kHz, begins with WORD and a gap; needs pulseaudio)
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [eseq, word, wav] = process.argv.slice(2), rate = 16000, piece = 320, rounds = 5;
const sound = new Int16Array(Uint8Array.from(fs.readFileSync(wav).subarray(44)).buffer), silence = new Int16Array(2 * rate);
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

function endOfFirstWord() {
  const levels = Array.from({ length: Math.floor(sound.length / 160) }, (_, i) => 10 * Math.log10(1 + sound.subarray(160 * i, 160 * i + 160).reduce((sum, s) => sum + s * s, 0)));
  const least = Math.max(...levels) - 25, begin = levels.findIndex(l => l > least);
  for (let i = begin; ; i++) if (levels.slice(i, i + 2).every(l => l < least)) return i / 100;
}

// The recording at the pace of time with silence behind it. Resolves with the time of its first sample.
async function speak(write) {
  const start = performance.now(), all = new Int16Array([...sound, ...silence]);
  (async () => {
    for (let sent = 0; sent < all.length; sent += piece) {
      write(all.subarray(sent, sent + piece));
      const early = start + 1000 * (sent + piece) / rate - performance.now();
      if (early > 0) await pause(early);
    }
  })();
  return start;
}

// `watch` gives a function that tells whether the word is there.
async function measure(name, write, isThere, forget) {
  const lags = [];
  for (let round = 0; round < rounds; round++) {
    forget();
    const start = await speak(write);
    while (!isThere()) await pause(2);
    lags.push(performance.now() - start - 1000 * endOfFirstWord());
    await pause(1000 * (sound.length / rate + 3) - (performance.now() - start));
  }
  console.log(`${name.padEnd(20)} ${lags.map(l => l.toFixed(0)).join(", ")} ms after the end of "${word}"`);
  return Math.max(...lags);
}

function virtualMicrophone() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "eseq-mic-")), socket = path.join(folder, "native"), pipe = path.join(folder, "mic.pipe");
  const daemon = spawn("pulseaudio", ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=600", "-L", `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    "-L", `module-pipe-source source_name=mic file=${pipe} format=s16le rate=${rate} channels=1`], { env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder } });
  fs.writeFileSync(path.join(folder, "asound.conf"), `pcm.virtual_mic { type pulse server "unix:${socket}" device "mic" hint { show on description "Virtual microphone" } }\n`);
  return { folder, pipe, daemon, environment: { ...process.env, ALSA_CONFIG_PATH: path.join(folder, "asound.conf") } };
}

const listens = child => new Promise((resolve, reject) => { child.stderr.on("data", d => String(d).includes("listening to") && resolve()); child.on("exit", () => reject(new Error("eseq has ended"))); });

async function overMicrophone(name, options, read) {
  const microphone = virtualMicrophone();
  while (!fs.existsSync(microphone.pipe)) await pause(20);
  const child = spawn(eseq, [...options(microphone.folder), "--device", "virtual_mic"], { env: microphone.environment });
  let text = "";
  child.stdout.on("data", d => { text += d; });
  await listens(child);
  const pipe = fs.openSync(microphone.pipe, "w");
  let before = 0; // What was there when the round began.
  const now = () => read(text, microphone.folder);
  const worst = await measure(name, samples => fs.writeSync(pipe, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)),
    () => now().slice(before).includes(word), () => { before = now().length; });
  child.removeAllListeners("exit");
  child.kill("SIGINT");
  microphone.daemon.kill();
  return worst;
}

async function overPage() {
  const server = spawn(eseq, ["serve", "--port", "0"]);
  const address = await new Promise(resolve => server.stdout.on("data", d => resolve(/http:\S+/.exec(String(d))[0])));
  const socket = new WebSocket(`${address.replace("http", "ws")}live`);
  let isThere = false;
  socket.onmessage = event => { const message = JSON.parse(event.data); isThere ||= message.type === "partial" && message.text.includes(word); };
  await new Promise(resolve => { socket.onopen = resolve; });
  const worst = await measure("serve", samples => socket.send(Int16Array.from(samples)), () => isThere, () => { isThere = false; });
  server.kill("SIGINT");
  return worst;
}

const worst = [
  await overMicrophone("transcribe --mic", () => ["transcribe", "--mic", "--partials"], text => text),
  await overMicrophone("listen --output", folder => ["listen", "--output", path.join(folder, "said.txt")], (_, folder) => fs.readFileSync(path.join(folder, "said.txt"), "utf8")),
  await overPage(),
];
process.exit(Math.max(...worst) <= 300 ? 0 : 1);
