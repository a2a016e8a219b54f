// Eight pages at one eseq serve: six speak, one stops in the middle of a word, one floods. Prints whether the six read what one alone
// reads, how late words came, and the server's memory; ends with an error if a text differs or memory grew by more than 3 % between the
// first ten seconds and the last ten.
// usage: node --experimental-websocket eight-pages.mjs ADDRESS PID WAV...    (WAV: mono, 16 bit, the model's rate; repeated)
// SPEAK_SECONDS: how long they speak, 60 unless set.
import fs from "node:fs";

const [address, pid, ...files] = process.argv.slice(2), seconds = Number(process.env.SPEAK_SECONDS ?? 60), rate = 16000, piece = 320;
const sound = Buffer.concat(files.map(f => fs.readFileSync(f).subarray(44)));
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

function connect() {
  const socket = new WebSocket(`${address.replace("http", "ws")}live`), page = { socket, finals: [], lags: [], waits: [], state: {} };
  socket.binaryType = "arraybuffer";
  socket.onmessage = event => {
    const message = JSON.parse(event.data);
    if (message.type === "final" && message.text) page.finals.push(message.text);
    if (message.type === "final" && message.heard > seconds - 0.1) page.ended = true;
    if (message.type === "partial" && message.words.length > 0 && page.start) page.lags.push((performance.now() - page.start) / 1000 - message.words.at(-1).end);
    if (message.type === "state") page.state = message;
    if (message.type === "state" && page.start) page.waits.push(message.backlog);
  };
  return new Promise((resolve, reject) => { socket.onopen = () => resolve(page); socket.onerror = reject; });
}

// At the pace of time, as a microphone does.
async function send(page, seconds) {
  page.start = performance.now();
  for (let sent = 0; sent < seconds * rate; sent += piece) {
    const at = (2 * sent) % (sound.length - 2 * piece) & ~1;
    page.socket.send(sound.subarray(at, at + 2 * piece));
    const early = page.start + 1000 * (sent + piece) / rate - performance.now();
    if (early > 0) await pause(early);
  }
}

async function speak(page) {
  await send(page, seconds);
  page.ended = false;
  page.socket.send('{"type":"end"}');
  for (let i = 0; i < 100 && !page.ended; i++) await pause(100); // Until what it has said is read.
  page.socket.close();
  return page.finals.join(" / ");
}

function report(pages) {
  const [lags, waits] = ["lags", "waits"].map(name => pages.flatMap(p => p[name]).sort((a, b) => a - b));
  const at = (sorted, share) => (1000 * (sorted[Math.floor(share * (sorted.length - 1))] ?? 0)).toFixed(0);
  console.log(`  text after the end of its last word: median ${at(lags, 0.5)} ms, 90 % ${at(lags, 0.9)} ms; sound that waits for the recogniser: median ${at(waits, 0.5)} ms, 90 % ${at(waits, 0.9)} ms`);
}

const first = await connect(), alone = await speak(first);
console.log(`alone: ${alone.split(" ").length} words, ${memory().toFixed(0)} MB`);
report([first]);
const pages = await Promise.all(Array.from({ length: 6 }, connect)), paused = await connect(), flooding = await connect();
let floods = true;
const flood = (async () => {
  const noise = new Int16Array(32000).map(() => 20000 * (Math.random() - 0.5));
  while (floods && flooding.socket.readyState === WebSocket.OPEN) { flooding.socket.send(noise); await pause(1); }
})();
const megabytes = [memory()]; // Every second.
const watch = setInterval(() => {
  megabytes.push(memory());
  if (megabytes.length % 15 === 0) console.log(`  ${megabytes.at(-1).toFixed(0)} MB, flooding page: ${flooding.state.dropped ?? 0} samples dropped`);
}, 1000);
send(paused, 10.3);
const texts = await Promise.all(pages.map(speak));
floods = false;
clearInterval(watch);
await flood;
const early = Math.max(...megabytes.slice(0, 10)), late = Math.max(...megabytes.slice(-10));
console.log(`six beside a paused and a flooding page: ${texts.filter(t => t === alone).length} of 6 read the same; at most ${early.toFixed(1)} MB in the first ten seconds, ${late.toFixed(1)} MB in the last ten`);
report(pages);
process.exit(texts.every(t => t === alone) && late < 1.03 * early && paused.socket.readyState === WebSocket.OPEN ? 0 : 1);
