// What is on air, what waits for approval, and the queue.

import { $, filled, h, keyed, say } from "./console-dom.js";
import { lasting, reason, strings } from "./console-strings.js";

const TOP = 1e5; // a rank beyond is the operator's doing

/** A text that counts down to, or up from, a time; `console.js` keeps it running. */
export const ticking = (at, form, properties = {}) => h("span", { ...properties, data: { at, form, ...properties.data } });

const chip = (text, kind = "") => h("span", { className: "chip", data: { kind } }, text);

// ---- on air

function chipsOf(line) {
  const own = line.rule === "operator";
  return [
    [strings.kinds[line.kind] ?? line.kind, "kind"],
    line.lane && line.lane !== "operator" ? [strings.lanes[line.lane] ?? line.lane, `lane ${line.lane}`] : null,
    line.mood ? [strings.moods[line.mood] ?? line.mood, "mood"] : null,
    own ? [strings.byYou, "rewrite"] : line.verdict ? [strings.verdicts[line.verdict] ?? line.verdict, line.verdict] : null,
  ].filter(Boolean);
}

function factRow(fact) {
  const freshness = fact.source === "" && fact.at === 0 && fact.value === ""
    ? h("span", { className: "age", data: { kind: "unknown" } }, strings.fact.unknown)
    : fact.fresh_until === null
      ? h("span", { className: "age" }, strings.fact.lasting)
      : ticking(fact.fresh_until, "fresh", { className: "age" });
  return h(
    "li", {},
    h("div", { className: "claim" }, h("b", {}, fact.label || fact.id), h("span", { className: "value" }, fact.value)),
    h("div", { className: "origin" }, h("code", {}, fact.id), fact.source && h("span", {}, fact.source), freshness),
  );
}

export function showAir(air, products) {
  const { line } = air;
  document.body.dataset.state = air.state;
  say($("state-text"), strings.states[air.state] ?? air.state);
  $("line").dataset.over = String(!line || line.over);
  filled($("chips"), line ? chipsOf(line) : [], ([text, kind]) => chip(text, kind));
  say($("words"), line ? line.text : strings.nothing);
  $("words").lang = line?.language ?? "";
  $("asked").hidden = !line?.author;
  if (line?.author) filled($("asked"), [line.author, line.question], (text, i) => (i ? h("q", {}, text) : h("b", {}, strings.answering(text))));
  const rewritten = Boolean(line?.written) && line.verdict === "rewrite" && line.rule !== "operator";
  $("changed").hidden = !rewritten;
  if (rewritten) {
    filled($("changed"), [strings.guardChanged, line.written, [line.rule, ...line.reasons].filter(Boolean).join(" · ")], (text, i) =>
      h(["b", "q", "small"][i], {}, text));
  }
  filled($("facts"), line?.facts ?? [], factRow);
  say($("facts-none"), line?.verdict && !line.facts.length && line.rule !== "operator" ? strings.noFacts : "");
  $("facts-title").hidden = !line?.verdict || line.rule === "operator";
  $("cut").hidden = !air.cut;
  const coming = air.coming.map(({ kind, text, product_id: id }) => [strings.beats[kind] ?? kind, text, nameOf(id, products)]);
  filled($("coming"), coming, ([kind, text, product]) => h("li", {}, kind && chip(kind, "beat"), text, product && text !== product && h("small", {}, product)));
  say($("coming-none"), air.coming.length ? "" : strings.comingNone);
  filled($("before"), air.before, (old) => h("li", { lang: old.language }, old.text));
  showProduct(air, products);
}

/** A product's name, or its id as long as the name is not known. */
export const nameOf = (id, products) => products.find((product) => product.id === id)?.name ?? id;

function showProduct(air, products) {
  const name = air.product?.name ?? strings.noProduct;
  filled($("product"), [name, Boolean(air.pinned)], (text) => (text === true ? chip(strings.pinned, "pinned") : text === false ? "" : text));
  $("unpin").hidden = !air.pinned;
  filled($("products"), [{ id: "", name: strings.choose }, ...products], ({ id, name: shown }) => h("option", { value: id }, shown));
}

// ---- the queue

export function showQueue(queue, act) {
  say($("queue-count"), String(queue.waiting || ""));
  $("queue-overload").hidden = !queue.overloaded;
  say($("queue-overload"), strings.overloaded);
  say($("queue-none"), queue.questions.length ? "" : strings.queueEmpty);
  const rest = queue.waiting - queue.questions.length;
  say($("queue-more"), rest > 0 ? strings.more(rest) : "");
  keyed($("queue"), queue.questions, (question) => question.id, (question) => makeQuestion(question, act), updateQuestion);
}

function makeQuestion({ id, author, language }, act) {
  return h(
    "li", { className: "question" },
    h("div", { className: "head" }, h("b", { className: "author" }), h("span", { className: "times" })),
    h("p", { className: "text", lang: language }),
    h("p", { className: "reasons" }),
    h(
      "div", { className: "row acts" },
      h("button", { type: "button", title: strings.nextHint, on: { click: () => act("next", id) } }, strings.next),
      h("button", { type: "button", on: { click: () => act("drop", id) } }, strings.drop),
      h("button", { type: "button", className: "quiet", title: strings.blockHint(author), on: { click: () => act("block", author) } }, strings.block),
    ),
  );
}

function updateQuestion(node, question) {
  const others = question.asked_by - 1;
  const author = node.querySelector(".author");
  say(author, others > 0 ? `${question.author} ${strings.others(strings.lang === "en" ? others : question.asked_by)}` : question.author);
  author.title = question.askers.join(", ");
  say(node.querySelector(".text"), question.text);
  const times = [question.asked_at, question.expires_at];
  filled(node.querySelector(".times"), times, (at, i) => ticking(at, i ? "expires" : "waits"));
  const rank = question.rank < TOP ? String(Math.round(question.rank)) : strings.top;
  filled(node.querySelector(".reasons"), [`${strings.rank} ${rank}`, ...question.reasons.map(reason)], (text, i) => chip(text, i ? "reason" : "rank"));
}

// ---- approvals

export function showApprovals(approvals, act) {
  $("approvals").hidden = !approvals.pending.length;
  document.body.dataset.approvals = String(approvals.pending.length);
  say($("approvals-count"), String(approvals.pending.length || ""));
  for (const input of $("modes").querySelectorAll("input")) {
    if (document.activeElement !== input || !input.dataset.asked) input.checked = input.value === approvals.mode;
  }
  keyed($("approvals-list"), approvals.pending, (pending) => pending.id, (pending) => makeApproval(pending, act));
}

function makeApproval(pending, act) {
  const money = pending.kind === "money";
  const words = money
    ? h("p", { className: "words" }, pending.text)
    : h("textarea", { value: pending.text, maxLength: 500, rows: 2, ariaLabel: strings.edit, lang: pending.language });
  const decide = async (action) => {
    item.inert = true;
    item.inert = await act(action, pending.id, action === "approve" && !money ? words.value : "");
  };
  if (!money) {
    words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        decide("approve");
      }
    });
  }
  const item = h(
    "li", { className: "approval", data: { kind: pending.kind, born: performance.now() } },
    h("div", { className: "head" }, chip(strings.lanes[pending.kind] ?? pending.kind, `lane ${pending.kind}`), ticking(pending.expires_at, money ? "leftMoney" : "left")),
    pending.detail && h("p", { className: "detail" }, money ? pending.detail : strings.answersTo(pending.detail)),
    words,
    h(
      "div", { className: "row acts" },
      h("button", { type: "button", className: "main approve", on: { click: () => decide("approve") } }, strings.approve, h("kbd", {}, "A")),
      h("button", { type: "button", className: "reject", on: { click: () => decide("reject") } }, strings.reject, h("kbd", {}, "R")),
    ),
  );
  return item;
}

/** The words of a running time. */
export function timed(form, at, now) {
  switch (form) {
    case "waits": return strings.waits(lasting(now - at));
    case "expires": return strings.expires(lasting(at - now));
    case "left": return strings.left(lasting(at - now));
    case "leftMoney": return strings.leftMoney(lasting(at - now));
    case "fresh": return at > now ? strings.fact.ages(lasting(at - now)) : strings.fact.stale;
    case "ago": return strings.ago(lasting(now - at));
    default: return lasting(Math.abs(at - now));
  }
}
