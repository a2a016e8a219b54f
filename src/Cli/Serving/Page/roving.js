// Many buttons, one tab stop: the arrow keys, Home and End go from one to the next.
export class Roving {
  constructor(area) {
    this.area = area;
    area.addEventListener("focusin", event => event.target.matches("button") && this.stopAt(event.target));
    area.addEventListener("keydown", event => this.onKey(event));
  }

  /** A button has come into the area: the newest is the tab stop, unless another is in use. */
  add(button) {
    button.tabIndex = -1;
    if (!this.stop?.isConnected || document.activeElement !== this.stop) this.stopAt(button);
  }

  stopAt(button) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = button;
    button.tabIndex = 0;
  }

  onKey(event) {
    const buttons = [...this.area.querySelectorAll("button")], at = buttons.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.code];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  }
}
