/* These run in the page, as those of `in-page.js`. `keyboard-in-page.d.ts` says what they give. */

/* Before the page's own scripts. What they share is `globalThis.keyboard`. */
export function watchActions() {
  const watched = { changes: 0, refused: 0, pending: 0, isRefusing: false };
  globalThis.keyboard = watched;
  // How something looks is no answer to a key: a button that is merely pressed changes its look, too.
  const isLook = ({ attributeName: name }) => name === "class" || name === "style" || name === "data-walked";
  const observer = new MutationObserver((records) => {
    if (records.some((record) => !isLook(record))) watched.changes++;
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  // The value of a field is no attribute of it.
  for (const type of ["input", "change", "invalid", "scroll"]) addEventListener(type, () => watched.changes++, true);
  const { fetch } = globalThis;
  globalThis.fetch = async (asked, options) => {
    const method = asked instanceof Request ? asked.method : (options?.method ?? "GET");
    if (method !== "GET" && watched.isRefusing) {
      watched.refused++;
      const problem = { type: "about:blank", title: "Conflict", status: 409, detail: "Not while it is looked at." };
      const headers = { "content-type": "application/problem+json" };
      return new Response(JSON.stringify(problem), { status: 409, headers });
    }
    watched.pending++;
    try {
      const answer = await fetch(asked, options);
      // What it says is on the way until its last byte is there.
      await answer.clone().arrayBuffer();
      return answer;
    } finally {
      watched.pending--;
    }
  };
}

export function refuseChanges() {
  globalThis.keyboard.isRefusing = true;
}

export function controls(within) {
  const isShown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const layers = [...document.querySelectorAll("[role=dialog], [role=menu]")].filter(isShown);
  const layer = layers.at(-1);
  const roots = layer === undefined ? [...document.querySelectorAll(within)] : [layer];
  const ROLES =
    /^(button|checkbox|combobox|gridcell|link|menuitem\w*|option|radio|searchbox|slider|spinbutton|switch|tab|textbox|treeitem)$/;
  const HOLDERS = { option: "listbox", tab: "tablist", radio: "radiogroup", gridcell: "grid", treeitem: "tree" };
  const NATIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls]";
  const roleOf = (element) => element.getAttribute("role") ?? "";
  const propsOf = (element) => element[Object.keys(element).find((key) => key.startsWith("__reactProps$"))] ?? {};
  const listens = (element) =>
    (propsOf(element).onClick !== undefined || element.onclick !== null) &&
    getComputedStyle(element).cursor === "pointer";
  const textOf = (element) =>
    (
      element.getAttribute("aria-label") ??
      (element.labels?.length > 0 ? element.labels[0].textContent : undefined) ??
      (element.textContent || element.getAttribute("placeholder") || element.title || "")
    )
      .trim()
      .replace(/\s+/g, " ")
      .slice(0, 60);
  // By its arrow keys one gets to what is in it.
  const holderOf = (element) => {
    const role = roleOf(element);
    if (/^menuitem/.test(role)) return element.closest("[role=menu]");
    if (HOLDERS[role] !== undefined) return element.closest(`[role=${HOLDERS[role]}]`);
    if (!(element instanceof HTMLInputElement) || element.type !== "radio") return null;
    return [...document.querySelectorAll(`input[name="${CSS.escape(element.name)}"]`)].find((each) => each !== element);
  };
  const kindOf = (element) => {
    const role = roleOf(element);
    const type = element instanceof HTMLInputElement ? element.type : "";
    // Where one is already.
    if (element.getAttribute("aria-current") === "page") return "none";
    // Another language, in which everything has another name.
    if (element.lang !== "") return "none";
    if (/^menuitem/.test(role)) return "item";
    const isChoice = element.getAttribute("aria-haspopup") === "listbox" || role === "combobox";
    // One writes in it, and what is found is listed.
    if (isChoice && element instanceof HTMLInputElement && !element.readOnly) return "none";
    if (isChoice || element.matches("select")) return "select";
    if (role === "tab" || type === "radio" || type === "range" || role === "slider") return "arrows";
    if (element.hasAttribute("aria-keyshortcuts")) return "arrows";
    if (["checkbox", "switch"].includes(type) || role === "switch" || role === "checkbox") return "space";
    if (role === "listbox") return "list";
    if ((element.matches("button, a[href], summary") && type === "") || role === "button") return "enter";
    return ["button", "submit", "file"].includes(type) ? "enter" : "none";
  };
  for (const element of document.querySelectorAll("[data-walked]")) delete element.dataset.walked;
  const found = [];
  const seen = new Map();
  const groups = new Set();
  for (const root of roots) {
    for (const element of [root, ...root.querySelectorAll("*")]) {
      const role = roleOf(element);
      const isNative = element.matches(NATIVE);
      const isStop = element.tabIndex >= 0 && (isNative || element.hasAttribute("tabindex"));
      if (!isStop && !isNative && !ROLES.test(role) && !listens(element)) continue;
      // A button beside it asks for the file.
      if (!isStop && element.matches("[type=file]")) continue;
      if (element === layer || element.matches(":disabled, [data-disabled], [aria-disabled=true]")) continue;
      if (element.closest("[inert], [aria-hidden=true]") !== null || !isShown(element)) continue;
      const isItem = /^menuitem/.test(role);
      const isRadio = element instanceof HTMLInputElement && element.type === "radio";
      if (isRadio && groups.has(element.name)) continue;
      if (isRadio) groups.add(element.name);
      if (!isStop && !isItem) {
        // A label is for its field, and what is in a stop is a part of it.
        if (element.closest("label") !== null || element.parentElement?.closest("a[href], button, [tabindex='0']"))
          continue;
        if (holderOf(element) instanceof Element) continue;
      }
      const text = textOf(element);
      const base = `${element.tagName.toLowerCase()}${role === "" ? "" : `[${role}]`} “${text}”`;
      const nth = (seen.get(base) ?? 0) + 1;
      seen.set(base, nth);
      const key = nth === 1 ? base : `${base} (${nth})`;
      element.dataset.walked = key;
      if (isRadio) {
        for (const each of document.getElementsByName(element.name)) each.dataset.walked = key;
      }
      const kind = kindOf(element);
      const isRepeated =
        element.closest("li, tr, [role=row]") !== null ||
        element.matches("a") ||
        kind === "space" ||
        /^menuitem./.test(role);
      const name = isRepeated ? "" : text.replace(/\d+/g, "");
      const like = [element.tagName, role, element.className, name].join(" ");
      found.push({ key, like, kind, isStop: isStop || isItem });
    }
  }
  return found;
}

export function whereabouts() {
  const isShown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const element = document.activeElement;
  const has = element instanceof HTMLElement && element !== document.body;
  // In a list the row that is meant has the ring.
  const row = has ? document.getElementById(element.getAttribute("aria-activedescendant") ?? "") : null;
  const near = has
    ? [element, row, element.parentElement, element.nextElementSibling, element.parentElement?.parentElement]
    : [];
  const hasRing = near.some((each) => {
    if (!(each instanceof Element)) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
  });
  const layers = [...document.querySelectorAll("[role=dialog], [role=menu]")].filter(isShown);
  const lists = [...document.querySelectorAll("[role=listbox]:not([tabindex='0'])")].filter(isShown);
  return {
    at: has ? (element.dataset.walked ?? (element.closest("main") === null ? "elsewhere" : "main")) : "",
    text: has ? (element.textContent ?? "").trim() : "",
    hasRing,
    layers: layers.length,
    isMenu: layers.at(-1)?.getAttribute("role") === "menu",
    isFile: document.activeElement?.matches("a[download]") === true,
    lists: lists.length,
    isPressed:
      has &&
      (element.checked === true ||
        ["aria-expanded", "aria-pressed", "aria-checked"].some((name) => element.getAttribute(name) === "true")),
    path: location.pathname,
    url: location.href,
    changes: globalThis.keyboard.changes,
    refused: globalThis.keyboard.refused,
  };
}

export function goTo(key) {
  const element = [...document.querySelectorAll("[data-walked]")].find(({ dataset }) => dataset.walked === key);
  // As by a key: the ring is seen.
  element?.focus({ focusVisible: true });
  return document.activeElement === element;
}

/* Frames, no milliseconds: a busy machine draws few of them. */
export async function answered({ before, frames }) {
  const { keyboard } = globalThis;
  const asked = () => keyboard.changes + keyboard.refused + keyboard.pending;
  for (let left = frames; left > 0; left--) {
    const has = document.activeElement;
    const at = has instanceof HTMLElement && has !== document.body ? (has.dataset.walked ?? "elsewhere") : "";
    const isElsewhere =
      location.href !== before.url || (at !== before.at && !["main", "elsewhere"].includes(before.at));
    if (isElsewhere || asked() > before.changes + before.refused) return true;
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return false;
}

/* Nothing moves, and nothing is on the way. */
export async function rest() {
  const { keyboard } = globalThis;
  let still = 0;
  for (let left = 600; left > 0 && still < 5; left--) {
    const { changes } = keyboard;
    await new Promise((drawn) => requestAnimationFrame(drawn));
    const isOnTheWay = document.querySelector(".mantine-Skeleton-root, [aria-busy=true]") !== null;
    still = keyboard.changes === changes && keyboard.pending === 0 && !isOnTheWay ? still + 1 : 0;
  }
}
