// The operator's token. It comes in the address's fragment, which browsers send nowhere, and leaves the address
// bar at once.

const KEY = "nightshift.operator";
const FORM = /^[A-Za-z0-9_-]{16,128}$/;

/** The token this tab was opened with; empty for a viewer. */
export function token() {
  const given = /^#operator=([A-Za-z0-9_-]+)$/.exec(location.hash);
  if (given) {
    history.replaceState(null, "", location.pathname + location.search);
    sessionStorage.setItem(KEY, given[1]);
  }
  return sessionStorage.getItem(KEY) ?? "";
}

/** Remember a token that was typed, or a whole address that was pasted; false if it is none. */
export function keepToken(text) {
  const given = text.trim().split("#operator=").pop();
  if (!FORM.test(given)) return false;
  sessionStorage.setItem(KEY, given);
  return true;
}

/** Forget a token that the room did not know. */
export function forgetToken() {
  sessionStorage.removeItem(KEY);
}
