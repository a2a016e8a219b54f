// The connection to the program: opened when it is needed, and anew when it was lost.
const FIRST = 500, LONGEST = 10_000; // Milliseconds until the next attempt; twice as many after each that failed.

export class Connection {
  /** @param onMessage Gets what the program says, the greeting first. @param onLost Is told why the connection is no more, or did not come about. */
  constructor(onMessage, onLost) { Object.assign(this, { onMessage, onLost, pause: FIRST, isOpen: false }); }

  /** Opens it unless it is open; resolves to whether the program has greeted. */
  open() {
    clearTimeout(this.timer);
    return this.opening ??= new Promise(resolve => {
      this.socket = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`);
      this.socket.binaryType = "arraybuffer";
      this.socket.onmessage = event => {
        const message = JSON.parse(event.data);
        if (message.type === "hello") Object.assign(this, { isOpen: true, pause: FIRST });
        this.onMessage(message);
        resolve(this.isOpen);
      };
      this.socket.onclose = async event => {
        const why = event.reason || (this.isOpen ? "the connection has ended" : await refusal());
        Object.assign(this, { isOpen: false, opening: undefined });
        this.onLost(why);
        resolve(false);
      };
    });
  }

  /** Opens it after a pause. */
  retry() {
    this.timer = setTimeout(() => this.open(), this.pause);
    this.pause = Math.min(LONGEST, 2 * this.pause);
  }

  /** Ends it from this side; nobody is told. */
  close() {
    this.socket.onclose = null;
    this.socket.close();
    Object.assign(this, { isOpen: false, opening: undefined });
  }

  /** Bytes that are still on their way. */
  get unsent() { return this.socket.bufferedAmount; }

  send(data) { this.socket.send(data); }
}

// A browser does not tell a page why a connection was refused; asked in the ordinary way, the program does.
async function refusal() {
  try {
    const answer = await fetch("live", { cache: "no-store" });
    return answer.status === 503 ? "too many pages are open: all places are taken (eseq serve --clients N allows more)" : "the connection was refused";
  } catch {
    return "the program cannot be reached";
  }
}
