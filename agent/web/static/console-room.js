// What lies beside the show: unanswered questions, moderation, and how the room is.

import { $, filled, h, keyed, say } from "./console-dom.js";
import { clock, lasting, money, strings } from "./console-strings.js";
import { nameOf, ticking } from "./console-panels.js";

const chip = (text, kind = "") => h("span", { className: "chip", data: { kind } }, text);

// ---- asked in vain

export function showAnswers(answers, products, act) {
  say($("answers-none"), answers.trouble || (answers.questions.length ? "" : strings.unansweredNone));
  $("answers-none").dataset.kind = answers.trouble ? "error" : "";
  keyed($("answers"), answers.questions, (one) => one.key, (one) => makeAnswer(one, act), (node, one) => {
    say(node.querySelector(".times"), strings.times(one.count));
    say(node.querySelector(".chip"), one.product_id ? nameOf(one.product_id, products) : strings.wholeShop);
  });
}

function makeAnswer(one, act) {
  const text = h("textarea", { rows: 2, maxLength: 600, placeholder: strings.write, ariaLabel: strings.write });
  const send = async () => {
    const words = text.value.trim();
    if (words && (await act("answer", one.key, words)) && text.value.trim() === words) text.value = "";
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  return h(
    "li", { className: "unanswered" },
    h("div", { className: "head" }, chip("", "product"), h("span", { className: "times" }), ticking(one.last_at, "ago")),
    h("p", { className: "text", lang: one.language }, one.text),
    text,
    h(
      "div", { className: "row acts" },
      h("button", { type: "button", className: "main", on: { click: send } }, strings.answer),
      h("button", { type: "button", className: "quiet", on: { click: () => act("dismiss", one.key) } }, strings.dismiss),
    ),
  );
}

// ---- moderation

export function showModeration(moderation, act) {
  say($("refused-total"), moderation.total ? strings.total(moderation.total) : "");
  say($("refused-none"), moderation.refused.length ? "" : strings.refusedNone);
  const blocked = new Set(moderation.blocked);
  const shown = moderation.refused.map((one) => ({ ...one, known: blocked.has(one.author) }));
  filled($("refused"), shown, (one) =>
    h(
      "li", { className: "refused" },
      h("div", { className: "head" }, h("b", { className: "author" }, one.author), chip(strings.rules[one.rule] ?? one.rule, "rule"), h("time", {}, clock(one.at))),
      h("p", { className: "text" }, one.text),
      h(
        "div", { className: "row acts" },
        one.evidence && h("small", { className: "evidence" }, one.evidence),
        !one.known && h("button", { type: "button", className: "quiet", title: strings.blockHint(one.author), on: { click: () => act("block", one.author) } }, strings.block),
      ),
    ));
  say($("blocked-none"), moderation.blocked.length ? "" : strings.blockedNone);
  filled($("blocked"), moderation.blocked, (name) =>
    h("li", {}, h("span", {}, name), h("button", { type: "button", on: { click: () => act("unblock", name) } }, strings.unblock)));
}

// ---- how the room is

function meter(label, value, low, high) {
  const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
  const bar = h("i");
  bar.style.width = `${100 * share}%`;
  return h("div", { className: "meter" }, h("span", {}, label), h("div", { className: "track", role: "img", ariaLabel: `${label} ${value.toFixed(2)}` }, bar), h("output", {}, value.toFixed(2)));
}

const block = (title, ...children) => h("div", { className: title === strings.tactics ? "block tactics" : "block" }, h("h2", {}, title), ...children);
const pair = (name, value) => h("div", { className: "pair" }, h("span", {}, name), h("b", {}, value));
const none = (text) => h("p", { className: "none" }, text);

function blocksOf({ mood, engagement, tactics, spending, health, deeds }) {
  const blocks = [];
  if (mood) {
    blocks.push(block(strings.mood, h("p", { className: "lead" }, strings.moods[mood.name] ?? mood.name, mood.words && h("small", {}, mood.words)), meter(strings.valence, mood.valence, -1, 1), meter(strings.arousal, mood.arousal, 0, 1)));
  }
  if (engagement) {
    const counts = Object.entries(engagement.counts).map(([kind, n]) => pair(strings.counts[kind] ?? kind, String(n)));
    blocks.push(block(strings.audience, h("p", { className: "lead" }, strings.viewers(engagement.viewers), h("small", {}, strings.inWindow(lasting(engagement.window_s)))), h("div", { className: "pairs" }, counts)));
  }
  if (spending) blocks.push(spendingBlock(spending));
  const chosen = Object.entries(tactics ?? {});
  if (chosen.length) {
    blocks.push(block(strings.tactics, h("div", { className: "pairs" }, chosen.map(([name, value]) => pair(strings.tactic[name] ?? name, strings.tacticValues[value] ?? value)))));
  }
  const outputs = health.outputs.map((one) => h("li", { data: { up: String(one.up) } }, h("i", { ariaHidden: "true" }), h("b", {}, one.name), h("span", {}, one.detail || (one.up ? strings.up : strings.down))));
  if (outputs.length) blocks.push(block(strings.health, h("ul", { className: "outputs" }, outputs)));
  blocks.push(block(strings.faults, health.faults.length
    ? h("ul", { className: "faults" }, health.faults.map((fault) => h("li", {}, h("time", {}, clock(fault.at)), h("b", {}, fault.part), h("span", {}, fault.detail))))
    : none(strings.faultsNone)));
  blocks.push(block(strings.deeds, deeds.length
    ? h("ul", { className: "deeds" }, deeds.map((deed) => h("li", { data: { refused: String(Boolean(deed.refused)) } }, h("time", {}, clock(deed.at)), h("b", {}, strings.deed[deed.action] ?? deed.action), h("span", {}, deed.text || named(deed)), deed.refused && h("em", {}, `${strings.notDone}: ${deed.refused}`))))
    : none(strings.deedsNone)));
  return blocks;
}

/** The target of an action, where it means something to a person. */
const named = (deed) => (["block", "unblock", "pin"].includes(deed.action) ? deed.target : deed.action === "mode" ? (strings.modes[deed.target] ?? deed.target) : "");

function spendingBlock(spending) {
  const { currency } = spending;
  const share = spending.budget ? spending.cost / spending.budget : spending.token_budget ? spending.tokens / spending.token_budget : null;
  const parts = [
    h("p", { className: "lead" }, strings.perHour(money(spending.per_hour, currency))),
    pair(strings.cost(money(spending.cost, currency)), spending.budget ? strings.ofBudget(money(spending.budget, currency)) : ""),
    pair(strings.tokens(spending.tokens.toLocaleString(strings.lang)), spending.token_budget ? strings.ofBudget(spending.token_budget.toLocaleString(strings.lang)) : ""),
  ];
  if (share !== null) {
    const bar = h("i");
    bar.style.width = `${Math.min(100, 100 * share)}%`;
    parts.push(h("div", { className: "track wide", data: { full: String(share >= 0.8) } }, bar));
  }
  return block(strings.spending, ...parts);
}

export function showRoom(view) {
  const { mood, engagement, tactics, spending, health, deeds } = view;
  const stamp = JSON.stringify([mood, engagement, tactics, spending, health, deeds]);
  if ($("room").dataset.stamp === stamp) return;
  $("room").dataset.stamp = stamp;
  $("room").replaceChildren(...blocksOf(view));
}

/** The few figures that are always in sight. */
export function showFigures({ engagement, spending, health }) {
  say($("viewers"), engagement ? strings.viewers(engagement.viewers) : "");
  say($("hour-cost"), spending && (spending.tokens || spending.cost) ? strings.perHour(money(spending.per_hour, spending.currency)) : "");
  const down = health.outputs.filter((one) => !one.up).map((one) => `${one.name}: ${strings.down}`);
  $("trouble").hidden = !down.length;
  say($("trouble"), down.join(", "));
}
