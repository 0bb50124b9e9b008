// The operator's console: puts the page together, and does what the operator asks for.

import { $, h, say } from "./console-dom.js";
import { Link } from "./console-link.js";
import { showAir, showApprovals, showQueue, timed } from "./console-panels.js";
import { showAnswers, showFigures, showModeration, showRoom } from "./console-room.js";
import { lasting, refusal, strings } from "./console-strings.js";
import { Player } from "./player.js";
import { keepToken } from "./token.js";

const TOLD_MS = 8000;
const READ_MS = 700;
const TURNED_MS = 600; // a lever that somebody else turned a moment ago is pulled as it stood before
const OWN_MS = 3000; // what changes so soon after one's own doing is one's own doing
const link = new Link();
const view = {
  air: { state: "starting", line: null, before: [], product: null, pinned: "", taken_over: false, cut: false, coming: [] },
  queue: { waiting: 0, questions: [], overloaded: false },
  moderation: { refused: [], total: 0, blocked: [] },
  approvals: { mode: "off", pending: [] },
  answers: { questions: [], total: 0, trouble: "" },
  mood: null, engagement: null, tactics: {}, spending: null,
  health: { outputs: [], faults: [], since: 0 },
  products: [],
  deeds: [],
};
let toldAt = 0;

// ---- words

document.documentElement.lang = strings.lang;
for (const [id, text] of Object.entries({
  "door-enter": strings.enter, page: strings.page, "modes-title": strings.approval, "stage-title": strings.onStage,
  pin: strings.pin, unpin: strings.unpin, "say-send": strings.saySend, "facts-title": strings.facts,
  "coming-title": strings.coming, cut: strings.cut, "before-title": strings.before, "queue-title": strings.queue,
  "approvals-title": strings.approvals, "answers-title": strings.unanswered, "blocked-title": strings.blocked,
  "refused-title": strings.refused, "block-send": strings.block,
})) $(id).textContent = text;
$("say-text").placeholder = $("say-text").ariaLabel = strings.say;
$("door-token").placeholder = $("door-token").ariaLabel = strings.doorLabel;
$("block-name").placeholder = $("block-name").ariaLabel = strings.blockLabel;
$("products").ariaLabel = strings.choose;
$("modes").append(...Object.entries(strings.modes).map(([mode, name]) =>
  h("label", { title: strings.modeHints[mode] },
    h("input", { type: "radio", name: "mode", value: mode, on: { change: () => act("mode", mode) } }), h("span", {}, name))));

// ---- tabs

const SIDES = ["answers", "moderation", "room"];
const TABS = ["air", "queue", ...SIDES];

function choose(tab) {
  document.body.dataset.tab = tab;
  if (SIDES.includes(tab)) document.body.dataset.side = tab;
  for (const button of document.querySelectorAll(".tabs button")) {
    const sides = button.closest("#side-tabs");
    button.setAttribute("aria-pressed", String(button.dataset.tab === (sides ? document.body.dataset.side : tab)));
  }
}

const makeTab = (tab) => h("button", { type: "button", data: { tab }, on: { click: () => choose(tab) } }, h("span", {}, strings.tabs[tab]), h("b", { className: "count" }));
$("side-tabs").append(...SIDES.map(makeTab));
$("phone-tabs").append(...TABS.map(makeTab));
choose("air");

function showCounts() {
  const counts = { queue: view.queue.waiting, answers: view.answers.total };
  for (const button of document.querySelectorAll(".tabs button")) say(button.lastChild, String(counts[button.dataset.tab] || ""));
}

// ---- what the room tells

const show = {
  air: () => { showAir(view.air, view.products); showLevers(); },
  products: () => { showAir(view.air, view.products); showAnswers(view.answers, view.products, act); },
  queue: () => { showQueue(view.queue, act); showCounts(); },
  approvals: () => showApprovals(view.approvals, act),
  answers: () => { showAnswers(view.answers, view.products, act); showCounts(); },
  moderation: () => showModeration(view.moderation, act),
};

link.addEventListener("view", ({ detail }) => {
  Object.assign(view, detail.sections);
  const names = Object.keys(detail.sections);
  for (const name of names) show[name]?.();
  if (names.some((name) => !(name in show))) {
    showRoom(view);
    showFigures(view);
  }
  tick();
});

link.addEventListener("hello", ({ detail }) => {
  say($("shop"), detail.room.title || detail.room.name);
  document.title = `${strings.title} · ${detail.room.title || detail.room.name}`;
});

let player = null;
link.addEventListener("state", ({ detail }) => {
  const locked = detail.state === "locked";
  $("door").hidden = !locked;
  $("desk").hidden = locked;
  document.body.dataset.link = detail.state;
  if (locked) {
    say($("door-text"), detail.detail === "wrong" ? strings.doorWrong : strings.door);
    $("door-token").focus();
  } else if (detail.state === "lost") {
    tell(detail.detail || strings.links.lost, "error", true);
  } else if (detail.state === "open") {
    tell("", "");
    if (player === null) startPicture();
  }
});

/** How the levers stand, and how they stood before somebody else turned them. */
const stood = { silent: [false, false, 0], taken: [false, false, 0] };
let actedAt = -OWN_MS; // when the room answered to one's own deed; Infinity until it does

function turned(lever, now) {
  const [latest] = stood[lever];
  const own = performance.now() - actedAt < OWN_MS;
  if (latest !== now) stood[lever] = [now, latest, own ? -TURNED_MS : performance.now()];
}

function asPulled(lever) {
  const [latest, before, at] = stood[lever];
  return performance.now() - at < TURNED_MS ? before : latest;
}

function showLevers() {
  const { state } = view.air;
  const silent = state === "paused" || state === "stopped";
  turned("silent", silent);
  turned("taken", view.air.taken_over);
  const [stop, pause, skip, takeOver] = ["stop", "pause", "skip", "take-over"].map($);
  say(pause.lastChild, strings.space);
  say(stop.firstChild, strings.stop);
  say(pause.firstChild, silent ? strings.resume : strings.pause);
  pause.dataset.on = String(silent);
  say(skip.firstChild, strings.skip);
  say(takeOver.firstChild, view.air.taken_over ? strings.hand_back : strings.take_over);
  takeOver.dataset.on = String(view.air.taken_over);
}

/** Keep running times running. */
function tick() {
  const { now } = link;
  for (const node of document.querySelectorAll("[data-form]")) {
    say(node, timed(node.dataset.form, Number(node.dataset.at), now));
    if (node.dataset.form === "fresh") node.dataset.kind = Number(node.dataset.at) > now ? "" : "stale";
    if (node.dataset.form.startsWith("left")) node.dataset.soon = String(Number(node.dataset.at) - now < 8);
  }
  say($("since"), view.health.since && view.air.state !== "ended" ? lasting(now - view.health.since) : "");
  if (toldAt && performance.now() - toldAt > TOLD_MS) tell("", "");
}

setInterval(tick, 500);

// ---- what the operator asks for

function tell(text, kind, stays = false) {
  say($("told"), text);
  $("told").dataset.kind = kind;
  toldAt = text && !stays ? performance.now() : 0;
}

async function act(action, target = "", text = "") {
  tell(strings.working, "working", true);
  actedAt = Infinity;
  const { ok, code, line, warning } = await link.act(action, target, text);
  actedAt = performance.now();
  const said = ok ? (strings.done[code] ?? line) : (strings.errors[code] ?? refusal(line));
  tell(warning ? `${said} ${strings.guardDoubts(warning)}` : said, ok ? (warning ? "warned" : "done") : "error", Boolean(warning));
  if (action === "mode") show.approvals();
  return ok;
}

const levers = {
  stop: () => act("stop"),
  pause: () => act(asPulled("silent") ? "resume" : "pause"),
  skip: () => act("skip"),
  "take-over": () => act(asPulled("taken") ? "hand_back" : "take_over"),
};
for (const [id, lever] of Object.entries(levers)) $(id).addEventListener("click", lever);

function onSend(form, input, action) {
  $(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = $(input).value.trim();
    const done = words && (await (action === "say" ? act("say", "", words) : act(action, words)));
    if (done && $(input).value.trim() === words) $(input).value = "";
  });
}

onSend("say", "say-text", "say");
onSend("block", "block-name", "block");
$("pin").addEventListener("click", async () => {
  if ($("products").value && (await act("pin", $("products").value))) $("products").value = "";
});
$("unpin").addEventListener("click", () => act("unpin"));
$("door").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!keepToken($("door-token").value)) return say($("door-text"), strings.doorNone);
  $("door-token").value = "";
  link.open();
});

/** Press a button of the approval that waits longest, unless it has only just come: it was not read yet. */
function decideFirst(button) {
  const first = document.querySelector(".approval:not([inert])");
  if (first && performance.now() - Number(first.dataset.born) > READ_MS) first.querySelector(button).click();
}

const TYPING = "input:not([type=radio]), textarea, select";
const KEYS = {
  " ": levers.pause,
  s: levers.skip,
  t: levers["take-over"],
  a: () => decideFirst(".approve"),
  r: () => decideFirst(".reject"),
  "/": () => $("say-text").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat || $("desk").hidden) return;
  if (event.key === "Escape") return void levers.stop();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  if (event.key === " " && event.target.closest("button, a")) return;
  const lever = KEYS[event.key.toLowerCase()];
  if (!lever) return;
  event.preventDefault();
  lever();
});

// What was clicked with the mouse gives the focus back: the space bar is the pause, not the last button again.
document.addEventListener("click", (event) => event.detail && event.target.closest("button")?.blur());

// ---- the picture

function startPicture() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  player = new Player($("video"), $("still"), `${scheme}://${location.host}/stream`);
  player.restart();
}

function showSound() {
  $("sound").dataset.muted = String($("video").muted);
  $("sound").ariaLabel = $("sound").title = $("video").muted ? strings.soundOn : strings.soundOff;
}

$("sound").addEventListener("click", () => {
  $("video").muted = !$("video").muted;
  if (!$("video").muted) player?.goLive();
});
$("video").addEventListener("volumechange", showSound);

showSound();
for (const draw of Object.values(show)) draw();
showRoom(view);
link.open();
