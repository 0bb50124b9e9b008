// Puts the page together.

import { ChatLine, MessageList, Stage } from "./chat.js";
import { showOperatorBar } from "./operator.js";
import { Player } from "./player.js";
import { strings } from "./strings.js";

const NAME_KEY = "nightshift.name";
const $ = (id) => document.getElementById(id);
const address = (path) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;

const video = $("video");
const player = new Player(video, $("still"), address("/stream"));
const line = new ChatLine(address("/chat"));
const list = new MessageList();
const stage = new Stage();
let draft = { text: "", ref: "" }; // what was sent from the input, kept there until it is accepted
let room = { status: "live", detail: "" };

// ---- words

document.documentElement.lang = strings.lang;
$("watching").textContent = strings.watching;
$("sound-text").textContent = strings.sound;
$("again").textContent = strings.again;
$("words").textContent = strings.hush;
$("product-title").textContent = strings.onStage;
$("disclosure").textContent = strings.disclosure;
$("quiet").textContent = strings.quiet;
$("newer").textContent = strings.newer;
$("text").placeholder = $("text").ariaLabel = strings.ask;
$("send").ariaLabel = strings.send;
$("name-label").textContent = strings.nameLabel;
$("name").placeholder = strings.guest;
$("messages").ariaLabel = strings.chat;
$("screen").ariaLabel = strings.video;
$("volume").ariaLabel = strings.volume;
$("full").ariaLabel = strings.full_screen;
$("live").title = strings.goLive;

// ---- picture and sound

function showState() {
  const { state } = player;
  const playing = state === "playing";
  const ended = room.status === "ended";
  const text = ended ? strings.room.ended : state === "waiting" ? room.detail || strings.waiting : strings[state];
  $("veil").hidden = playing && !ended;
  $("veil").dataset.state = ended ? "ended" : state;
  $("veil-text").textContent = playing && !ended ? "" : text;
  $("ring").hidden = ended || ["blocked", "unsupported", "offline", "asleep", "full"].includes(state);
  $("again").hidden = ended || !["blocked", "offline"].includes(state);
  $("again").textContent = state === "blocked" ? strings.play : strings.again;
  $("sound").hidden = !playing || !video.muted || ended;
  $("live").dataset.state = state;
  showLatency();
}

function showLatency() {
  const { state, latency } = player;
  const late = state === "playing" && latency !== null && latency > 1.5;
  $("live").dataset.late = String(late);
  const text = state !== "playing" ? (strings.states[state] ?? "") : late ? strings.behind(latency.toFixed(1)) : strings.live;
  if ($("live-text").textContent !== text) $("live-text").textContent = text;
}

function showSound() {
  $("mute").ariaLabel = video.muted ? strings.unmute : strings.mute;
  $("mute").dataset.muted = String(video.muted);
  $("volume").value = video.muted ? 0 : Math.round(video.volume * 100);
  showState();
}

function setMuted(muted) {
  video.muted = muted;
  if (!muted) {
    if (video.volume === 0) video.volume = 1;
    player.goLive();
  }
}

player.addEventListener("state", showState);
player.addEventListener("tick", showLatency);
video.addEventListener("volumechange", showSound);
video.addEventListener("click", () => video.muted && player.state === "playing" && setMuted(false));
$("sound").addEventListener("click", () => setMuted(false));
$("mute").addEventListener("click", () => setMuted(!video.muted));
$("volume").addEventListener("input", () => {
  video.volume = $("volume").value / 100;
  video.muted = video.volume === 0;
});
$("live").addEventListener("click", () => player.goLive());
$("again").addEventListener("click", () => (player.state === "blocked" ? player.goLive() : player.restart()));
$("full").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else if ($("screen").requestFullscreen) $("screen").requestFullscreen();
  else video.webkitEnterFullscreen?.();
});

// ---- conversation

const hear = {
  hello({ state, guest, limits }) {
    const host = state.host ?? "";
    list.host = host;
    $("shop").textContent = state.title || "Nightshift";
    document.title = state.title ? `${state.title} · Nightshift` : "Nightshift";
    $("with").textContent = strings.with(host);
    $("with").hidden = !host;
    $("now-title").textContent = strings.saying(host);
    $("name").placeholder = guest.replace("Guest", strings.guest);
    $("text").maxLength = limits.text;
    $("name").maxLength = limits.author;
    offer(state.suggestions ?? strings.suggestions);
  },
  recent: ({ events }) => events.forEach((event) => hear[event.type]?.(event)),
  viewers({ count }) {
    $("viewer-count").textContent = count;
    $("viewers").ariaLabel = `${count} ${strings.watching}`;
    $("viewers").hidden = false;
  },
  chat: (event) => list.comment(event),
  saying(event) {
    list.saying(event);
    stage.saying(event);
  },
  product: (event) => stage.product(event),
  status(event) {
    room = event;
    if (event.status === "stopped") $("words").textContent = event.detail || strings.room.stopped;
    showState();
  },
  accepted({ ref, message }) {
    list.comment(message, true);
    if (ref === draft.ref && $("text").value === draft.text) $("text").value = "";
    tell("");
  },
  refused: ({ code, reason }) => tell(strings.refused[code] ?? reason),
};

line.addEventListener("told", ({ detail }) => hear[detail.type]?.(detail));

function tell(text) {
  $("told").textContent = text;
}

function say(text) {
  const ref = crypto.getRandomValues(new Uint32Array(2)).join("-");
  if (!line.send({ text, author: $("name").value.trim() || $("name").placeholder, ref })) tell(strings.notConnected);
  return ref;
}

function offer(questions) {
  const chips = questions.slice(0, 6).map((question) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = question;
    chip.addEventListener("click", () => say(question));
    return chip;
  });
  $("chips").replaceChildren(...chips);
}

$("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (text.trim()) draft = { text, ref: say(text.trim()) };
});
$("text").addEventListener("input", () => tell(""));

// ---- what this browser remembers

try {
  $("name").value = localStorage.getItem(NAME_KEY) ?? "";
  $("name").addEventListener("change", () => localStorage.setItem(NAME_KEY, $("name").value.trim()));
} catch {
  // Storage is switched off: the name is asked for again next time.
}

window.nightshift = Object.freeze({
  get state() {
    return player.state;
  },
  get latency() {
    return player.latency;
  },
  get stats() {
    return { ...player.stats, rate: video.playbackRate, muted: video.muted };
  },
});

showOperatorBar();
showSound();
player.restart();
