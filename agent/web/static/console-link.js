// The console's connection to the room: what it is told, and what it asks for.
//
// The token is the first message of the WebSocket, and a header of every request: it is in no address.

import { forgetToken, token } from "./token.js";

const WRONG_TOKEN = 4403;
const QUIET_MS = 8000; // the room tells something every second; after so long without, connect again
const ASK_MS = 12_000;

export class Link extends EventTarget {
  #socket = null;
  #attempts = 0;
  #heardAt = 0;
  #offset = 0; // the room's clock less this one's, in seconds
  number = 0;

  constructor() {
    super();
    setInterval(() => this.#socket && performance.now() - this.#heardAt > QUIET_MS && this.#socket.close(), 1000);
    window.addEventListener("online", () => this.#socket === null && this.open());
  }

  /** The room's clock, in Unix seconds. */
  get now() {
    return Date.now() / 1000 + this.#offset;
  }

  open() {
    if (!token()) return this.#become("locked");
    this.#become("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/operator/watch`);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onopen = () => socket.send(JSON.stringify({ token: token() }));
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code, reason }) => socket === this.#socket && this.#lost(code, reason);
  }

  #hear(message) {
    this.#heardAt = performance.now();
    if (message.type === "hello") {
      this.#attempts = 0;
      this.number = message.console;
      this.#become("open");
    } else {
      this.#offset = message.at - Date.now() / 1000;
    }
    this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
  }

  #lost(code, reason) {
    this.#socket = null;
    if (code === WRONG_TOKEN) {
      forgetToken();
      return this.#become("locked", "wrong");
    }
    this.#attempts += 1;
    this.#become("lost", reason);
    setTimeout(() => this.#socket === null && this.open(), Math.min(8000, 400 * 2 ** this.#attempts));
  }

  #become(state, detail = "") {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, detail } }));
  }

  /** Ask for an action. Resolves to `{ok, code, line, warning}`; never rejects. */
  async act(action, target = "", text = "") {
    try {
      const answer = await fetch("/operator/act", {
        method: "POST",
        headers: { Authorization: `Bearer ${token()}`, "Content-Type": "application/json" },
        body: JSON.stringify({ action, target, text, console: this.number }),
        signal: AbortSignal.timeout(ASK_MS),
      });
      const { done, code, error, warning } = await answer.json();
      return { ok: answer.ok, code: code ?? "", line: done ?? error, warning: warning ?? "" };
    } catch {
      return { ok: false, code: "unreachable", line: "", warning: "" };
    }
  }
}
