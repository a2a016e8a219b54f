// READ FIRST: microphone -> connection -> captions; the other parts look at the same sound and words.
import { Captions, clock } from "./captions.js";
import { Connection } from "./connection.js";
import { Keywords } from "./keywords.js";
import { Microphone } from "./microphone.js";
import { Picture } from "./picture.js";
import { Search } from "./search.js";
import { SoundStore } from "./sound.js";
import { PushToTalk } from "./talk.js";
import { WordMap } from "./wordmap.js";

const MOST_UNSENT = 256 * 1024; // Bytes, 8 s: beyond, sound is left out rather than kept waiting.
const ALIKE = 0.6;              // From here on two words sound alike: docs/live.md.
const element = id => document.getElementById(id);
let model, store, microphone, map, starting = false, lost = 0;
let epoch = 0; // Seconds of sound before the connection: the program's times count from its first sample, the page's from the first of all.

const play = word => store.play(word.start - 0.1, word.end + 0.1);
const captions = new Captions(element("finals"), element("partial"), element("save"), play);
const search = new Search(captions.words, ALIKE, play);
const keywords = new Keywords(element("keywords"), element("keyword-state"), request => ask("start" in request ? { ...request, start: request.start - epoch, end: request.end - epoch } : request));
const connection = new Connection(handle, explain);
const talk = new PushToTalk(element("hold"), element("talk"), endUtterance);

const handlers = {
  hello(message) {
    if (!store) begin(message);
    if (model !== describe(message)) {
      stop();
      connection.close();
      say("the program hears with another model now; save the text, then reload the page", true);
      return;
    }
    epoch = store.end / store.rate;
    if (element("phrases").value) connection.send(phrasesRequest());
    else if (message.phrases) handlers.phrases({ count: message.phrases });
    keywords.begin(message.vectors > 0);
    say(microphone ? "listening" : `ready, model ${message.model}`);
  },
  partial: message => captions.showPartial(message),
  final(message) {
    captions.addFinal(message);
    keywords.hear(message);
    search.hear(message);
  },
  vectors(message) {
    const words = captions.addVectors(message);
    for (const word of words) if (word.vector && !word.isExample) map.add(word);
    search.compare(message.utterance, words);
  },
  state(message) {
    element("meter").classList.toggle("speech", message.speech);
    element("meter").lastElementChild.style.left = `${(message.floor + 90) / 0.9}%`;
    say(`${clock(message.heard)} heard, ${message.backlog.toFixed(1)} s behind, ${((message.dropped + lost) / store.rate).toFixed(1)} s lost`);
  },
  phrases: message => showPhrases(message.count ? `${message.count} ${message.count === 1 ? "phrase" : "phrases"} can be heard now` : "everything can be heard"),
  learnt: message => keywords.add(message),
  keyword: message => keywords.found(message),
  error(message) {
    if (message.about === "phrases") showPhrases(message.message, true);
    else if (message.about === "learn" || message.about === "keywords") keywords.fail(message.message);
    else say(message.message, true);
  },
};

function handle(message) {
  for (const part of [message, ...(message.words ?? [])]) for (const time of ["start", "end", "heard"]) if (time in part) part[time] += epoch;
  handlers[message.type]?.(message);
}

const describe = ({ model, rate, vectors }) => `${model} ${rate} ${vectors}`;

function begin(message) {
  model = describe(message);
  store = new SoundStore(message.rate);
  new Picture(element("wave"), element("spectrum"), store);
  map = new WordMap(element("map"), ALIKE, play);
  for (const part of [element("example"), element("map").parentElement]) part.hidden = !message.vectors;
}

// Why there is no connection. Whoever listens is connected again without doing anything.
function explain(why) {
  captions.interrupt();
  search.interrupt();
  element("listen").disabled = false;
  say(`${why}; ${microphone ? "trying again" : "Start listening connects again"}`, true);
  if (microphone) connection.retry();
}

/** Sends a request, over a new connection if there is none. */
async function ask(request) { if (await connection.open()) connection.send(JSON.stringify(request)); }

const phrasesRequest = () => JSON.stringify({ type: "phrases", text: element("phrases").value });

function say(text, isError = false) {
  if (element("state").textContent === text) return; // Told once, however often the program cannot be reached.
  element("state").textContent = text;
  element("state").classList.toggle("error", isError);
  element("state").setAttribute("role", isError ? "alert" : "none"); // Read aloud only when something is wrong.
}

function showPhrases(text, isError = false) {
  element("phrases-state").textContent = text;
  element("phrases-state").classList.toggle("error", isError);
  element("phrases").setAttribute("aria-invalid", String(isError));
}

function send(piece) {
  showLevel(piece);
  if (talk.isMute) return;
  if (!connection.isOpen || connection.unsent > MOST_UNSENT) { lost += piece.length; return; }
  connection.send(piece.buffer);
  store.add(piece);
}

function showLevel(piece) {
  const power = piece.reduce((sum, sample) => sum + (sample / 32768) ** 2, 0) / piece.length;
  const level = Math.max(-90, 10 * Math.log10(power + 1e-9)), meter = element("meter");
  meter.setAttribute("aria-valuenow", Math.round(level));
  meter.firstElementChild.style.transform = `scaleX(${(level + 90) / 90})`;
}

async function start() {
  if (starting) return;
  starting = true;
  const isListening = await connection.open() && await switchOn();
  starting = false;
  if (!isListening) { search.interrupt(); return; }
  element("listen").textContent = "Stop listening";
  element("listen").setAttribute("aria-pressed", "true");
  talk.listen(true);
  if (connection.isOpen) say("listening");
  else connection.retry(); // Lost while the browser asked for permission.
}

async function switchOn() {
  const opened = new Microphone(store.rate, send);
  try {
    await opened.start();
  } catch (error) {
    say(`no microphone: ${error.message}`, true);
    return false;
  }
  microphone = opened;
  return true;
}

function endUtterance() { if (connection.isOpen) connection.send('{"type":"end"}'); }

async function stop() {
  if (!microphone) return;
  const stopped = microphone;
  microphone = undefined;
  element("listen").textContent = "Start listening";
  element("listen").setAttribute("aria-pressed", "false");
  talk.listen(false);
  await stopped.stop();
  endUtterance();
}

// Changed while somebody writes: as soon as there is a pause.
let phrasesTimer;
function usePhrases() {
  clearTimeout(phrasesTimer);
  phrasesTimer = setTimeout(async () => { if (await connection.open()) connection.send(phrasesRequest()); }, 500);
}

element("listen").onclick = () => (microphone ? stop() : start());
element("keyword-form").onsubmit = event => { event.preventDefault(); keywords.learn(element("keyword").value.trim()); };
element("phrases").oninput = usePhrases;
element("example").onclick = () => { search.listen(); if (!microphone) start(); };
await connection.open();
element("listen").disabled = false;
