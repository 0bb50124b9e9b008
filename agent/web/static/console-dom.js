// Builds the page out of elements and text; nothing is ever parsed as HTML.

export const $ = (id) => document.getElementById(id);

/** An element. Properties that it does not have are attributes; `data` is its data set, `on` its listeners. */
export function h(tag, { data, on, ...properties } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  Object.assign(node.dataset, data);
  for (const [name, listener] of Object.entries(on ?? {})) node.addEventListener(name, listener);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== "" && child !== false));
  return node;
}

/** Set an element's text, only if it is another. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Make a list's children be these items, in this order, and keep what is there: a text that is being edited, a
 * focused button. `make(item)` builds a new child, `update(node, item)` brings it up to date.
 */
export function keyed(list, items, key, make, update = () => {}) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const wanted = new Set(items.map((item) => String(key(item))));
  for (const [name, node] of old) if (!wanted.has(name)) node.remove();
  items.forEach((item, index) => {
    const name = String(key(item));
    const node = old.get(name) ?? make(item);
    node.dataset.key = name;
    update(node, item);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

/** A list without keys: built anew when its content is another. */
export function filled(list, items, make) {
  const stamp = JSON.stringify(items);
  if (list.dataset.stamp === stamp) return;
  list.dataset.stamp = stamp;
  list.replaceChildren(...items.map(make));
}
