import type { Dialog, Page } from "playwright-core";
import { words as german } from "../../web/words/de.ts";
import { words as english } from "../../web/words/en.ts";
import {
  answered,
  type Control,
  controls,
  goTo,
  refuseChanges,
  rest,
  type Whereabouts,
  whereabouts,
} from "./keyboard-in-page.js";

/** What is walked through: a page, or what one of its controls has opened. */
interface Surface {
  controls: readonly Control[];
  /** Every key that was there when it opened; it is as it was while they are. */
  keys: string;
  opened?: { by: Control; on: Surface; from: string };
}

interface WalkOptions {
  /** Opens the page in its first state. */
  open(): Promise<unknown>;
  /** Where its controls are: a selector. */
  within: string;
  /** What was pressed already, on pages made of the same parts: it is reached again, but not pressed. */
  known?: Set<string>;
}

interface Walked {
  /** What is wrong, in words. */
  faults: string[];
  /** Controls of the page itself that Tab has reached. */
  reached: number;
  /** Controls that were pressed, also of what opened. */
  pressed: number;
}

/** What opens on what: a detail, and a question in it, of which nothing is pressed. */
const DEPTH = 2;
/** Of controls that are alike, in the rows of a list, so many are used. */
const OF_A_KIND = 2;
/** Until something happens after a key; a script that is loaded for it takes some of them. */
const FRAMES = 60;
/** 60 s until the server begins a file. */
const FILE_MS = 60_000;
const KEYS: Readonly<Record<Control["kind"], readonly string[]>> = {
  enter: ["Enter"],
  list: ["Enter", "ArrowDown"],
  item: ["Enter"],
  space: ["Space"],
  select: ["ArrowDown"],
  arrows: ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"],
  none: [],
};
const DISCARD: readonly string[] = [german, english].flatMap((words) => [
  words["parts.form.discard"],
  words["app.leave"],
]);

/**
 * Uses everything on a page by keyboard alone. Tab reaches each control, and one sees the focus; then Shift+Tab goes back from one to the
 * next, and each is pressed: something happens, what opens is walked through in the same way, Escape or *Back* leaves it, and the focus is
 * where it was. What would change something is pressed too, but the gateway does not hear of it ({@link refuseChanges}).
 *
 * The page has {@link watchActions} as its first script.
 */
export async function walkByKeyboard(page: Page, options: WalkOptions): Promise<Walked> {
  const faults = new Set<string>();
  let pressed = 0;
  /** What happens outside of the page: a file, a window. */
  let outside = Promise.withResolvers<boolean>();
  const hear = () => outside.resolve(true);
  page.on("download", hear);
  page.on("filechooser", hear);
  const onPopup = (popup: Page) => {
    hear();
    void popup.close();
  };
  page.on("popup", onPopup);

  /** The page was left for another: what had the focus on it is not remembered. */
  let wasAway = false;
  const known = options.known ?? new Set<string>();
  const where = () => page.evaluate(whereabouts);
  const found = () => page.evaluate(controls, options.within);
  const settle = async (): Promise<Whereabouts> => {
    await page.evaluate(rest);
    await found();
    return where();
  };
  const keysOf = (of: readonly Control[]) => of.map(({ key }) => key).join("\n");
  const leaveAnyway = (dialog: Dialog) => void dialog.accept();
  page.on("dialog", leaveAnyway);
  /** What was walked through already, whatever opened it: numbers aside. */
  const walked = new Set<string>();
  const isNew = (of: readonly Control[]) => {
    const names = of.map(({ key }) => key.replace(/\d+/g, ""));
    const has = names.some((name) => !walked.has(name));
    for (const name of names) walked.add(name);
    return has;
  };

  async function restore({ opened }: Surface): Promise<void> {
    if (opened === undefined) {
      wasAway = false;
      await options.open();
      await page.evaluate(rest);
      await page.evaluate(refuseChanges);
      await found();
      return;
    }
    if (keysOf(await found()) !== opened.on.keys) await restore(opened.on);
    await page.evaluate(goTo, opened.by.key);
    await press(opened.by);
    await settle();
    await found();
  }

  /** Whether anything happened. */
  async function press({ kind }: Control): Promise<boolean> {
    for (const key of KEYS[kind]) {
      const before = await where();
      outside = Promise.withResolvers<boolean>();
      await page.keyboard.press(key);
      // A page that is left for another document, too.
      const inside = page.evaluate(answered, { before, frames: FRAMES }).catch(() => true);
      if (await Promise.race([inside, outside.promise])) return true;
      if (before.isFile) return Promise.race([outside.promise, Bun.sleep(FILE_MS).then(() => false)]);
    }
    return false;
  }

  /** By Tab, or in a menu by its arrow keys. */
  async function reach(wanted: readonly Control[]): Promise<void> {
    for (const { key, isStop } of wanted) if (!isStop) faults.add(`no key reaches ${key}`);
    const left = new Set(wanted.filter(({ isStop }) => isStop).map(({ key }) => key));
    const { isMenu } = await where();
    const turns = 2 * (await page.evaluate(controls, "body")).length + 4;
    await found();
    for (let turn = 0; turn <= turns && left.size > 0; turn++) {
      const { at, hasRing } = await where();
      if (left.delete(at) && !hasRing) faults.add(`one does not see the focus on ${at}`);
      if (left.size > 0) await page.keyboard.press(isMenu ? "ArrowDown" : "Tab");
    }
    for (const key of left) faults.add(`Tab does not reach ${key}`);
  }

  /** From one control to the one before it: in a menu, to the next. */
  async function stepTo(key: string, isMenu: boolean, turns: number): Promise<void> {
    await settle();
    for (let turn = 0; turn <= turns; turn++) {
      if ((await where()).at === key) return;
      await page.keyboard.press(isMenu ? "ArrowDown" : "Shift+Tab");
    }
    faults.add(`Shift+Tab does not reach ${key}`);
    await page.evaluate(goTo, key);
  }

  async function visit(surface: Surface, depth: number): Promise<void> {
    const { isMenu } = await where();
    const alike = new Map<string, number>();
    const stops = surface.controls.filter(({ isStop }) => isStop);
    const turns = (await page.evaluate(controls, "body")).length + 4;
    await found();
    const ordered = isMenu ? stops : stops.toReversed();
    for (const [index, control] of ordered.entries()) {
      const count = (alike.get(control.like) ?? 0) + 1;
      alike.set(control.like, count);
      if (count > OF_A_KIND || control.kind === "none" || known.has(control.like)) continue;
      if (!(await found()).some(({ key }) => key === control.key)) {
        await restore(surface);
        // Where Shift+Tab goes on from.
        await page.evaluate(goTo, ordered[Math.max(0, index - 1)]?.key ?? control.key);
      }
      await stepTo(control.key, isMenu, turns);
      await use(control, surface, depth);
      // Where somebody was sent to, as a field that is to be filled in first, is not where the walk goes on.
      if ((await where()).at !== control.key) await page.evaluate(goTo, control.key);
    }
    for (const like of alike.keys()) known.add(like);
  }

  async function use(control: Control, surface: Surface, depth: number): Promise<void> {
    const before = await where();
    const present = new Set((await found()).map(({ key }) => key));
    pressed++;
    if (!(await press(control))) {
      faults.add(`nothing happens at ${control.key}`);
      return;
    }
    const after = await settle();
    const isOther = after.path !== before.path && !after.path.startsWith(`${before.path}/`);
    const now = isOther ? [] : await found();
    const fresh = now.filter(({ key }) => !present.has(key));
    const hasOpened = after.layers > before.layers || (before.isMenu && after.layers > 0 && !after.isMenu);
    const met = hasOpened ? now : fresh;
    if (met.length > 0 && after.layers >= before.layers && isNew(met)) {
      const opened: Surface = {
        controls: met,
        keys: keysOf(now),
        opened: { by: control, on: surface, from: before.url },
      };
      await reach(opened.controls);
      if (depth + 1 < DEPTH) await visit(opened, depth + 1);
      const left = await found();
      const isOpen = hasOpened
        ? (await where()).layers > before.layers - (before.isMenu ? 1 : 0)
        : left.some(({ key }) => met.some((each) => each.key === key));
      if (!isOpen) await restore(opened);
    }
    await leave(control, surface, before);
  }

  /** Back to before a control was pressed. The focus is there, too. */
  async function leave(control: Control, surface: Surface, before: Whereabouts): Promise<void> {
    const opener = surface.opened?.by.key;
    let now = await settle();
    if (now.url === before.url && now.layers === before.layers && now.lists === before.lists) {
      if (now.at === "") faults.add(`the focus is lost after ${control.key}`);
      if (now.isPressed !== before.isPressed && now.at === control.key) {
        await page.keyboard.press(KEYS[control.kind][0] ?? "Enter");
        await settle();
      }
      return;
    }
    // It was a button that closes.
    const isClosed = now.layers < before.layers || (opener !== undefined && now.at === opener);
    if (isClosed && now.url === (surface.opened?.from ?? before.url)) {
      if (now.at !== opener) faults.add(`the focus is at “${now.at}” after ${control.key}, not at ${opener}`);
      return;
    }
    const isElsewhere = now.path !== before.path && !now.path.startsWith(`${before.path}/`);
    const isBack = () =>
      isElsewhere || (now.url === before.url && now.lists === before.lists && now.layers <= before.layers);
    for (let turn = 0; turn < 3 && !isBack(); turn++) {
      await page.keyboard.press("Escape");
      now = await settle();
      if (now.layers > 0 && now.layers > before.layers) now = await discard(now);
    }
    if (isElsewhere) {
      wasAway = true;
      await page.goBack();
      await settle();
      await page.evaluate(goTo, control.key);
    } else if (now.layers > before.layers || now.lists > before.lists) {
      faults.add(`Escape does not close what ${control.key} opens`);
    } else if (now.url === before.url) {
      const home = now.layers < before.layers ? opener : control.key;
      const { at } = await where();
      // A form that is not right leads to the field that is not.
      const isAtFault = await page.evaluate("document.activeElement?.getAttribute('aria-invalid') === 'true'");
      if (at !== home && !(wasAway && at !== "") && isAtFault !== true)
        faults.add(`the focus is at “${at}” after what ${control.key} opened was left, not at ${home}`);
    } else {
      await page.goBack();
      await settle();
      await page.evaluate(goTo, control.key);
    }
  }

  /** A question whether to discard what was changed is answered. */
  async function discard(now: Whereabouts): Promise<Whereabouts> {
    const asked = await found();
    const answer = asked.find(({ key }) => DISCARD.some((each) => key.includes(`“${each}”`)));
    if (answer === undefined || asked.length > 3) return now;
    await stepTo(answer.key, false, 8);
    await page.keyboard.press("Enter");
    return settle();
  }

  const first: Surface = { controls: [], keys: "" };
  await restore(first);
  first.controls = await found();
  first.keys = keysOf(first.controls);
  await reach(first.controls);
  await visit(first, 0);
  page.off("download", hear);
  page.off("filechooser", hear);
  page.off("popup", onPopup);
  page.off("dialog", leaveAnyway);
  return { faults: [...faults], reached: first.controls.filter(({ isStop }) => isStop).length, pressed };
}
