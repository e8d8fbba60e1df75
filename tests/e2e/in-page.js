/* These run in the page: plain JavaScript, and nothing from outside of each function. `in-page.d.ts` says what they give. */
export function layoutFaults() {
  const faults = [];
  const name = (element) =>
    `<${element.tagName.toLowerCase()}${element.className === "" ? "" : ` class="${element.getAttribute("class")}"`}> “${(element.textContent ?? "").trim().slice(0, 40)}”`;
  const scrolled = [document.documentElement, ...document.querySelectorAll("main")];
  for (const box of scrolled) {
    if (box.scrollWidth > box.clientWidth + 1) {
      faults.push(`${box.tagName.toLowerCase()} is ${box.scrollWidth} px wide where ${box.clientWidth} fit`);
    }
  }
  const isShown = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    element.closest("[aria-hidden=true]") === null;
  const isForReaders = (element) => element.getBoundingClientRect().width <= 2;
  // Asked of each text and of each ancestor: once for each element.
  const remembered = (find) => {
    const known = new Map();
    const of = (element) => {
      if (!known.has(element)) known.set(element, find(element, of));
      return known.get(element);
    };
    return of;
  };
  const layerOf = remembered((element, of) => {
    if (element === null) return document.documentElement;
    return ["fixed", "sticky", "absolute"].includes(getComputedStyle(element).position)
      ? element
      : of(element.parentElement);
  });
  const scrollersOf = remembered((element, of) => {
    if (element === null || element === document.body) return [];
    const outer = of(element.parentElement);
    return ["auto", "scroll"].includes(getComputedStyle(element).overflowY) ? [element, ...outer] : outer;
  });
  const clipOf = remembered((element, of) => {
    if (element === null || element === document.body) return undefined;
    const { overflowX, textOverflow } = getComputedStyle(element);
    if (overflowX !== "hidden" && overflowX !== "clip") return of(element.parentElement);
    return { right: element.getBoundingClientRect().right, hasEllipsis: textOverflow === "ellipsis" };
  });
  // What an action, a part or a state is called is read whole: no ellipsis stands for it, and no row scrolls with it. Only
  // chips and tabs scroll on a telephone; a row to choose is an action too, but shows what people wrote.
  const LABELS = "button, a[class*=Button], [role=button], [role^=menuitem], h1, h2, h3, label, legend, th";
  const OTHERS = ".filters, [role=tablist], [role=option], .inbox-row";
  const isLabel = (element) =>
    element.closest(".state, .list-head") !== null ||
    (element.closest(LABELS) !== null && element.closest(OTHERS) === null);
  const sidesOf = remembered((element, of) => {
    if (element === null || element === document.body) return { left: 0, right: Number.POSITIVE_INFINITY };
    const outer = of(element.parentElement);
    if (getComputedStyle(element).overflowX === "visible") return outer;
    const { left, right } = element.getBoundingClientRect();
    return { left: Math.max(left, outer.left), right: Math.min(right, outer.right) };
  });
  // What was scrolled out of a box is not drawn over what stands outside of the box.
  const seenFrom = (other, { box, scrollers }) => {
    let { top, bottom } = box;
    for (const scroller of scrollers) {
      if (scroller.contains(other.element)) continue;
      const edge = scroller.getBoundingClientRect();
      top = Math.max(top, edge.top);
      bottom = Math.min(bottom, edge.bottom);
    }
    return { top, bottom };
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (element === null || (node.textContent ?? "").trim() === "" || !isShown(element) || isForReaders(element))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const layer = layerOf(element);
    const scrollers = scrollersOf(element);
    // What an ellipsis stands for is not seen.
    const { right, hasEllipsis } = clipOf(element) ?? { right: Number.POSITIVE_INFINITY, hasEllipsis: true };
    const cut = range.getBoundingClientRect().right - right;
    if (cut > 1 && !hasEllipsis) faults.push(`cut by ${Math.round(cut)} px: ${name(element)}`);
    if (isLabel(element)) {
      const { left, right: end } = range.getBoundingClientRect();
      const sides = sidesOf(element);
      const missing = Math.max(sides.left - left, end - sides.right);
      if (missing > 1) faults.push(`${Math.round(missing)} px of a label are not seen: ${name(element)}`);
    }
    for (const { left, top, bottom, ...box } of [...range.getClientRects()].map((rect) => rect.toJSON())) {
      texts.push({ element, layer, scrollers, box: { left, top, bottom, right: Math.min(right, box.right) } });
    }
  }
  texts.sort((one, other) => one.box.top - other.box.top);
  texts.forEach((one, index) => {
    for (let at = index + 1; at < texts.length; at++) {
      const other = texts[at];
      // Those that follow begin no higher.
      if (one.box.bottom - other.box.top <= 4) break;
      if (one.element === other.element || one.layer !== other.layer) continue;
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      if (width <= 2) continue;
      const [seen, otherSeen] = [seenFrom(other, one), seenFrom(one, other)];
      const height = Math.min(seen.bottom, otherSeen.bottom) - Math.max(seen.top, otherSeen.top);
      if (height > 4) faults.push(`${name(one.element)} overlaps ${name(other.element)}`);
    }
  });
  return [...new Set(faults)];
}
export function drawn() {
  const boxes = [...document.querySelectorAll("*")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }), x, y, width, height].join(" ");
  });
  let sum = 0;
  for (const character of `${document.body.outerHTML}\n${boxes.join("\n")}`) {
    sum = (Math.imul(sum, 31) + character.codePointAt(0)) | 0;
  }
  return sum;
}

/* As another tab does in which somebody chooses the language; done when the page speaks it. */
export async function chooseElsewhere(language) {
  localStorage.setItem("aldis.language", language);
  dispatchEvent(new StorageEvent("storage", { key: "aldis.language", newValue: language }));
  while (document.documentElement.lang !== language) await new Promise((drawn) => requestAnimationFrame(drawn));
}

/* What is asked again after a second or two, because it failed, is asked again at once. */
export function hurry() {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, delay, ...values) =>
    setTimeout(run, delay === 1_000 || delay === 2_000 ? 10 : delay, ...values);
}

export function forgetAll() {
  localStorage.clear();
  sessionStorage.clear();
}

export function tellViolations() {
  addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
}

export async function frames(count) {
  for (let left = count; left > 0; left--) await new Promise((drawn) => requestAnimationFrame(drawn));
}

export async function idle() {
  for (let left = 2; left > 0; left--) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    await new Promise((isIdle) => requestIdleCallback(isIdle));
  }
}

export async function scrolled({ turns, pixels }) {
  const list = document.querySelector(".list-scroller");
  const times = [];
  let last = await new Promise((drawn) => requestAnimationFrame(drawn));
  while (times.length < turns) {
    list.scrollBy(0, pixels);
    const now = await new Promise((drawn) => requestAnimationFrame(drawn));
    times.push(now - last);
    last = now;
  }
  return times;
}

export function paste(field, text) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}

export function costs(given) {
  const { texts, languages } = JSON.parse(given);
  return JSON.stringify(texts.map((text) => globalThis.costOf(text, languages)));
}

export function lastRequest({ path }) {
  const asked = performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname === path);
  return asked.at(-1)?.duration ?? Number.NaN;
}

export function watchPaint() {
  const seen = { largest: 0, blocked: 0 };
  globalThis.paintSeen = seen;
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) seen.largest = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.blocked += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });
}

export function paintSeen() {
  return globalThis.paintSeen;
}

export function codeBytes() {
  const code = performance
    .getEntriesByType("resource")
    .filter(({ name }) => /\.(js|css)$/.test(new URL(name).pathname));
  return code.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
}

export function brokenWords(selector) {
  const broken = [];
  for (const element of document.querySelectorAll(selector)) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const { 0: word, index } of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
      }
    }
  }
  return broken;
}

export function block() {
  const refuse = () => {
    throw new DOMException("The document is sandboxed", "SecurityError");
  };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: refuse });
}
