/** So many elements that had the focus are remembered: whoever walks through a long form is led back to the list that it was opened from. */
const REMEMBERED = 100;
/** Until then whoever takes something away has put the focus elsewhere: a dialog that closes, a page that is left. */
const FRAMES = 2;

const isUsable = (element: HTMLElement): boolean =>
  element.isConnected &&
  element.checkVisibility({ checkVisibilityCSS: true }) &&
  !element.matches(":disabled") &&
  element.closest("[inert]") === null;

/** What is in its place now: of a link that was drawn anew, the one to the same place. */
function nowOf(element: HTMLElement): HTMLElement[] {
  if (element.isConnected) return [element];
  const to = element.getAttribute("href");
  const link = to === null ? null : document.querySelector<HTMLElement>(`main a[href="${CSS.escape(to)}"]`);
  return link === null ? [] : [link];
}

/**
 * Whoever works by keyboard keeps their place from now on. Browsers take the focus from an element that goes or can be used no more, and Tab
 * begins anew at the top: here it goes to the element that had it before, such as the list of a row that was deleted. A button that is busy
 * gets it back.
 */
export function keepFocus(): void {
  const had: HTMLElement[] = [];
  let isByKey = false;
  let isLooking = false;
  const isLost = () => isByKey && had.length > 0 && document.activeElement === document.body;
  addEventListener("keydown", () => (isByKey = true), true);
  addEventListener("pointerdown", () => (isByKey = false), true);
  addEventListener(
    "focusin",
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const at = had.indexOf(target);
      if (at >= 0) had.splice(at, 1);
      had.push(target);
      if (had.length > REMEMBERED) had.shift();
    },
    true,
  );
  const restore = () => {
    isLooking = false;
    if (!isLost()) return;
    // It comes back, or goes; once it is gone it is waited for no more.
    const last = had.at(-1);
    if (last?.isConnected === true && last.matches("[data-loading]:disabled")) return;
    had.splice(0, had.length, ...had.flatMap(nowOf));
    (had.findLast(isUsable) ?? document.getElementById("main"))?.focus({ preventScroll: true });
  };
  const look = (left: number) => void requestAnimationFrame(() => (left > 0 ? look(left - 1) : restore()));
  // The browser takes the focus away with the next frame, after whatever changed.
  new MutationObserver(() => {
    if (isLooking || !isByKey) return;
    isLooking = true;
    look(FRAMES);
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
}
