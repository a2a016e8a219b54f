// READ FIRST: microphone -> connection -> captions; the other parts look at the same sound and words.
import { Captions, clock } from "./captions.js";
import { Keywords } from "./keywords.js";
import { Microphone } from "./microphone.js";
import { Picture } from "./picture.js";
import { Search } from "./search.js";
import { SoundStore } from "./sound.js";
import { WordMap } from "./wordmap.js";

const MOST_UNSENT = 256 * 1024; // Bytes, 8 s: beyond, sound is left out rather than kept waiting.
const ALIKE = 0.6;              // From here on two words sound alike: docs/live.md.
const element = id => document.getElementById(id);
const TAIL = 250;               // Milliseconds: the last syllable is still on its way when the key is let go.
let store, microphone, socket, map, tail, lost = 0, pressed = false, talking = false;

const play = word => store.play(word.start - 0.1, word.end + 0.1);
const captions = new Captions(element("finals"), element("partial"), play);
const search = new Search(captions.words, ALIKE, play);
const keywords = new Keywords(element("keywords"), element("keyword-state"), request => socket.send(JSON.stringify(request)));

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`);
  socket.binaryType = "arraybuffer";
  socket.onmessage = event => handle(JSON.parse(event.data));
  socket.onclose = event => { stop(); say(event.reason || "the connection has ended; reload the page to begin again", true); element("listen").disabled = true; };
}

const handlers = {
  hello(message) {
    store = new SoundStore(message.rate);
    new Picture(element("wave"), element("spectrum"), store);
    map = new WordMap(element("map"), ALIKE, play);
    for (const part of [element("example"), element("map").parentElement]) part.hidden = !message.vectors;
    keywords.begin(message.vectors > 0);
    element("listen").disabled = false;
    say(`ready, model ${message.model}`);
  },
  partial: message => captions.showPartial(message),
  final(message) {
    captions.addFinal(message);
    keywords.hear(message);
    search.hear(message);
  },
  vectors(message) {
    const words = captions.addVectors(message);
    for (const word of words) if (!word.isExample) map.add(word);
    search.compare(message.utterance, words);
  },
  state(message) {
    element("meter").classList.toggle("speech", message.speech);
    element("meter").lastElementChild.style.left = `${(message.floor + 90) / 0.9}%`;
    say(`${clock(message.heard)} heard, ${message.backlog.toFixed(1)} s behind, ${((message.dropped + lost) / store.rate).toFixed(1)} s lost`);
  },
  phrases: message => { element("phrases-state").textContent = message.count ? `${message.count} ${message.count === 1 ? "phrase" : "phrases"} can be heard now` : "everything can be heard"; },
  learnt: message => keywords.add(message),
  keyword: message => keywords.found(message),
  error: message => say(message.message, true),
};

function handle(message) { handlers[message.type]?.(message); }

function say(text, isError = false) {
  element("state").textContent = text;
  element("state").classList.toggle("error", isError);
  element("state").setAttribute("role", isError ? "alert" : "none"); // Read aloud only when something is wrong.
}

function send(piece) {
  showLevel(piece);
  if (element("hold").checked && !talking) return;
  if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MOST_UNSENT) { lost += piece.length; return; }
  socket.send(piece.buffer);
  store.add(piece);
}

function showLevel(piece) {
  const power = piece.reduce((sum, sample) => sum + (sample / 32768) ** 2, 0) / piece.length;
  const level = Math.max(-90, 10 * Math.log10(power + 1e-9)), meter = element("meter");
  meter.setAttribute("aria-valuenow", Math.round(level));
  meter.firstElementChild.style.transform = `scaleX(${(level + 90) / 90})`;
}

async function start() {
  microphone = new Microphone(store.rate, send);
  try {
    await microphone.start();
  } catch (error) {
    microphone = undefined;
    say(`no microphone: ${error.message}`, true);
    return;
  }
  element("listen").textContent = "Stop listening";
  element("listen").setAttribute("aria-pressed", "true");
  element("talk").disabled = !element("hold").checked;
  say("listening");
}

function endUtterance() { if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"end"}'); }

async function stop() {
  if (!microphone) return;
  const stopped = microphone;
  microphone = undefined;
  element("listen").textContent = "Start listening";
  element("listen").setAttribute("aria-pressed", "false");
  element("talk").disabled = true;
  await stopped.stop();
  endUtterance();
}

function talk(isPressed) {
  if (!microphone || !element("hold").checked || pressed === isPressed) return;
  pressed = isPressed;
  element("talk").setAttribute("aria-pressed", String(pressed));
  clearTimeout(tail);
  if (pressed) talking = true;
  else tail = setTimeout(() => { talking = false; endUtterance(); }, TAIL);
}

// Changed while somebody writes: as soon as there is a pause.
let phrasesTimer;
function usePhrases() {
  clearTimeout(phrasesTimer);
  phrasesTimer = setTimeout(() => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ type: "phrases", text: element("phrases").value })), 500);
}

element("listen").onclick = () => (microphone ? stop() : start());
element("hold").onchange = () => { talk(false); element("talk").disabled = !(microphone && element("hold").checked); };
element("talk").onpointerdown = () => talk(true);
for (const event of ["pointerup", "pointerleave", "pointercancel"]) element("talk").addEventListener(event, () => talk(false));
const isTyping = event => /^(INPUT|TEXTAREA|BUTTON)$/.test(event.target.tagName) && event.target.id !== "talk";
document.addEventListener("keydown", event => { if (event.code === "Space" && element("hold").checked && microphone && !isTyping(event)) { event.preventDefault(); talk(true); } });
document.addEventListener("keyup", event => { if (event.code === "Space") talk(false); });
element("keyword-form").onsubmit = event => { event.preventDefault(); keywords.learn(element("keyword").value.trim()); };
element("phrases").oninput = usePhrases;
element("example").onclick = () => { search.listen(); if (!microphone) start(); };
connect();
