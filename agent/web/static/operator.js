// The operator's bar on the viewers' page.

import { strings } from "./strings.js";
import { token } from "./token.js";

const $ = (id) => document.getElementById(id);

export function showOperatorBar() {
  const key = token();
  if (!key) return;
  $("operator-title").textContent = strings.operator;
  $("stop-text").textContent = strings.stop;
  $("skip").textContent = strings.skip;
  $("say").placeholder = $("say").ariaLabel = strings.say;
  $("say-send").textContent = strings.saySend;
  $("operator").hidden = false;

  async function ask(what, body) {
    tell(strings.working, "working");
    try {
      const answer = await fetch(`/operator/${what}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(12_000),
      });
      const { done, error } = await answer.json();
      tell(done ?? error, answer.ok ? "done" : "error");
      return answer.ok;
    } catch {
      tell(strings.unreachable, "error");
      return false;
    }
  }

  function tell(text, kind) {
    $("operator-told").textContent = text;
    $("operator-told").dataset.kind = kind;
  }

  $("stop").addEventListener("click", () => ask("stop"));
  $("skip").addEventListener("click", () => ask("skip"));
  $("operator").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = $("say").value.trim();
    if (text && (await ask("say", { text })) && $("say").value.trim() === text) $("say").value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.repeat) ask("stop");
  });
}
