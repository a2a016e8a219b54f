// Push-to-talk: only what is said while the space bar or the button Talk is held down is sent.
const TAIL = 250; // Milliseconds: the last syllable is still on its way when the key is let go.
const TEXT_FIELD = "textarea, select, input:not([type='checkbox'])";

export class PushToTalk {
  /** @param hold The box that switches it on. @param button Talk. @param onEnd Called when what was said is over. */
  constructor(hold, button, onEnd) {
    Object.assign(this, { hold, button, onEnd, isListening: false, pressed: false, talking: false });
    hold.onchange = () => this.refresh();
    button.onpointerdown = () => this.press(true);
    for (const event of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(event, () => this.press(false));
    button.oncontextmenu = event => event.preventDefault(); // A long touch.
    document.addEventListener("keydown", event => this.onKey(event));
    document.addEventListener("keyup", event => this.onKey(event));
    addEventListener("blur", () => this.press(false)); // Whoever lets go of the key elsewhere does not tell this page.
  }

  /** Whether what the microphone hears is not meant for the program. */
  get isMute() { return this.hold.checked && !this.talking; }

  /** The microphone was switched on or off. */
  listen(isListening) {
    this.isListening = isListening;
    this.refresh();
  }

  refresh() {
    this.press(false);
    this.button.disabled = !this.isActive;
  }

  get isActive() { return this.isListening && this.hold.checked; }

  // The space bar also presses the button or ticks the box that has the focus, when it is let go: not while it talks. Enter still presses.
  onKey(event) {
    const isDown = event.type === "keydown";
    if (event.code === "Space" && !isDown) this.press(false);
    if (!this.isActive || event.target.matches?.(TEXT_FIELD)) return;
    if (event.code === "Space") {
      event.preventDefault();
      if (isDown) this.press(true);
    } else if (event.code === "Escape" && isDown) {
      this.hold.checked = false;
      this.refresh();
    }
  }

  press(isPressed) {
    if (this.pressed === isPressed || (isPressed && !this.isActive)) return;
    this.pressed = isPressed;
    this.button.setAttribute("aria-pressed", String(isPressed));
    clearTimeout(this.tail);
    if (isPressed) this.talking = true;
    else this.tail = setTimeout(() => { this.talking = false; this.onEnd(); }, TAIL);
  }
}
