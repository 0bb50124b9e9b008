// The conversation: what viewers write, what the host says, what is on stage. See agent/web/talk.py and feed.py.
// Everything shown here was written by strangers, so it is only ever set as text.

import { strings } from "./strings.js";

const MAX_SHOWN = 200;
const MAX_WAIT_MS = 8000;
const PLATFORMS = { twitch: "Twitch", tiktok: "TikTok", bilibili: "bilibili", douyin: "抖音", youtube: "YouTube" };

const $ = (id) => document.getElementById(id);

/** An element with a class and a text. */
function make(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

/** The connection: reconnects for as long as the page is open. Events: `told` (detail: the event), `up`. */
export class ChatLine extends EventTarget {
  #url;
  #socket = null;
  #attempts = 0;

  constructor(url) {
    super();
    this.#url = url;
    this.#connect();
  }

  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (!this.connected) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #connect() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let refused = false;
    socket.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.type === "hello") this.#attempts = 0;
      refused = told.type === "refused" && told.code === "full";
      this.dispatchEvent(new CustomEvent("told", { detail: told }));
    };
    socket.onclose = () => {
      this.#attempts += 1;
      const wait = refused ? 10_000 : Math.min(MAX_WAIT_MS, 250 * 2 ** this.#attempts);
      setTimeout(() => this.#connect(), wait * (0.8 + 0.4 * Math.random()));
    };
  }
}

/** The list of comments and answers. */
export class MessageList {
  #list = $("messages");
  #newer = $("newer");
  #shown = new Map(); // message id -> its element
  #answers = new Map(); // turn id -> the element of its words
  #lines = new Set(); // ids of the lines in these
  #open = []; // comments being answered now
  host = "";

  constructor() {
    this.#newer.addEventListener("click", () => this.#toEnd());
    this.#list.addEventListener("scroll", () => this.#atEnd() && (this.#newer.hidden = true));
    new ResizeObserver(() => this.#newer.hidden && this.#toEnd()).observe(this.#list);
  }

  comment({ id, platform, author, text, kind }, own = false) {
    const key = `${platform}/${id}`;
    if (this.#shown.has(key)) return;
    const item = make("li", own ? "message own" : "message");
    const face = make("span", `face hue${hue(author)}`, [...author][0]?.toUpperCase() ?? "·");
    face.setAttribute("aria-hidden", "true");
    const body = make("div", "body");
    const head = make("p", "head");
    head.append(make("b", "author", author));
    if (own) head.append(make("span", "tag", strings.you));
    else if (PLATFORMS[platform]) head.append(make("span", "tag", PLATFORMS[platform]));
    body.append(head, make("p", "text", text || kind));
    item.append(face, body);
    this.#append(item, own);
    this.#shown.set(key, item);
    item.dataset.key = key;
    item.dataset.message = id;
  }

  /** The host began a sentence of an answer, or something else, or nothing. */
  saying({ id, turn, text, asked }) {
    this.#settle(asked?.messages ?? []);
    if (!asked || !text || this.#lines.has(id)) return;
    this.#lines.add(id);
    const words = this.#answers.get(turn);
    if (words) {
      const near = this.#atEnd();
      const gap = /[\u3000-\u9fff\uff00-\uffef]$/.test(words.textContent) ? "" : " ";
      words.textContent += gap + text;
      if (near) this.#toEnd();
      return;
    }
    const item = make("li", "message host");
    const face = make("span", "face");
    face.append(document.querySelector(".moon").cloneNode(true));
    const body = make("div", "body");
    const head = make("p", "head");
    head.append(make("b", "author", this.host || strings.host), make("span", "tag ai", strings.aiHost));
    const said = make("p", "text");
    const spoken = make("span", "spoken", text);
    said.append(make("span", "to", `@${asked.author}`), " ", spoken);
    body.append(head, said);
    item.append(face, body);
    item.dataset.turn = turn;
    this.#append(item);
    this.#answers.set(turn, spoken);
  }

  /** Mark which comments are being answered, and those that were before as answered. */
  #settle(messages) {
    const now = new Set(messages);
    for (const item of this.#open) if (!now.has(item.dataset.message)) mark(item, "answered");
    this.#open = [...this.#list.children].filter((item) => now.has(item.dataset.message));
    for (const item of this.#open) mark(item, "answering");
  }

  #append(item, own = false) {
    const near = own || this.#atEnd();
    this.#list.append(item);
    $("quiet").hidden = true;
    while (this.#list.children.length > MAX_SHOWN) this.#forget(this.#list.firstElementChild);
    if (near) this.#toEnd();
    else this.#newer.hidden = false;
  }

  #forget(item) {
    item.remove();
    this.#shown.delete(item.dataset.key);
    if (this.#answers.delete(item.dataset.turn)) {
      for (const id of this.#lines) if (id.startsWith(`${item.dataset.turn}.`)) this.#lines.delete(id);
    }
  }

  #atEnd() {
    return this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
  }

  #toEnd() {
    this.#newer.hidden = true;
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}

function mark(item, state) {
  item.dataset.answer = state;
  let tag = item.querySelector(".answer");
  if (!tag) {
    tag = make("span", "answer");
    item.querySelector(".head").append(tag);
  }
  tag.textContent = strings[state];
}

function hue(author) {
  let sum = 0;
  for (const c of author) sum = (sum * 31 + c.codePointAt(0)) % 997;
  return sum % 6;
}

/** Let a link lead to an https address, or hide it. It opens beside the stream and learns nothing of this page. */
function showLink(element, address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  element.hidden = url?.protocol !== "https:";
  if (element.hidden) element.removeAttribute("href");
  else element.href = url.href;
  element.textContent = element.hidden ? "" : strings.toCart(url.hostname);
}

/** The host's present words and the product on stage. */
export class Stage {
  #linked = ""; // the turn that gave the link

  saying({ turn, text, language, asked, link }) {
    $("now").dataset.speaking = String(Boolean(text));
    if (!text) return;
    if (link) this.#linked = turn;
    if (link || (asked && turn !== this.#linked)) showLink($("cart"), link);
    $("asked").hidden = !asked;
    $("asked-by").textContent = asked?.author ?? "";
    $("asked-text").textContent = asked?.text ?? "";
    $("words").lang = language;
    $("words").textContent = text;
  }

  product({ product }) {
    $("product").hidden = !product;
    if (!product) return;
    $("product-name").textContent = product.name;
    $("product-price").textContent = product.price;
    $("product-was").textContent = product.was;
    $("product-was").hidden = !product.was;
    $("product-note").textContent = product.note;
    $("product-picture").hidden = !product.picture;
    if (product.picture.startsWith("/picture/")) $("product-picture").src = product.picture;
  }
}
