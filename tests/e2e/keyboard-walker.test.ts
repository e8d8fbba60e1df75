import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, startChromium } from "../support/chromium.ts";
import { walkByKeyboard } from "./keyboard.ts";
import { watchActions } from "./keyboard-in-page.js";

const HANG_MS = 180_000;
/** 5 s: longer than the walk waits after another key. */
const LATE_MS = 5_000;
const GOOD = `
  <button onclick="this.ariaPressed = String(this.ariaPressed !== 'true')">Mute</button>
  <button onclick="ask.showModal()" id="opener">Open</button>
  <dialog id="ask" role="dialog"><button onclick="ask.close()">Cancel</button></dialog>
  <a href="#there">There</a>
  <input type="checkbox" aria-label="Flash">
  <input aria-label="Name">`;

/** Each has one fault, and what the walk says of it. */
const FAULTY: Readonly<Record<string, readonly [html: string, said: string]>> = {
  "that does nothing": [`<button>Dead</button>`, "nothing happens at button “Dead”"],
  "that Tab passes over": [
    `<button tabindex="-1" onclick="this.textContent += '!'">Skipped</button>`,
    "no key reaches button “Skipped”",
  ],
  "that is for the mouse alone": [
    `<div style="cursor: pointer" onclick="this.textContent += '!'">Row</div>`,
    "no key reaches div “Row”",
  ],
  "whose focus is not seen": [
    `<button style="outline: none" onclick="this.textContent += '!'">Hidden ring</button>`,
    "one does not see the focus on button “Hidden ring”",
  ],
  "that goes and takes the focus along": [
    `<span><button onclick="this.remove()">Vanish</button></span>`,
    "the focus is lost after button “Vanish”",
  ],
  "that opens what Escape does not close": [
    `<button onclick="trap.hidden = false; trap.firstElementChild.focus()">Trap</button>
     <div role="dialog" id="trap" hidden><button onclick="this.textContent += '!'">In it</button></div>`,
    "Escape does not close what button “Trap” opens",
  ],
  "whose dialog gives the focus to nobody": [
    `<button onclick="lost.showModal()">Lose</button>
     <dialog role="dialog" id="lost" onclose="requestAnimationFrame(() => document.activeElement.blur())">
       <button onclick="this.textContent += '!'">In it</button>
     </dialog>`,
    "the focus is at “” after what button “Lose” opened was left, not at button “Lose”",
  ],
};

describe.skipIf(!hasChromium)("the walk by keyboard", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  }, HANG_MS);
  afterAll(() => browser?.close());

  async function walk(html: string, beginFile: () => Promise<unknown> = () => Promise.resolve()) {
    await using server = Bun.serve({
      port: 0,
      async fetch({ url }) {
        if (!url.endsWith("/file")) return new Response(page, { headers: { "content-type": "text/html" } });
        await beginFile();
        return new Response("a;b", { headers: { "content-disposition": "attachment" } });
      },
    });
    const page = `<!doctype html><main>${html}</main>`;
    const tab = await browser.newPage();
    await tab.addInitScript(watchActions);
    const walked = await walkByKeyboard(tab, { within: "main", open: () => tab.goto(server.url.href) });
    await tab.close();
    return walked;
  }

  test(
    "finds nothing wrong on a page where everything works",
    async () => {
      expect(await walk(GOOD)).toEqual({ faults: [], reached: 5, pressed: 5 });
    },
    HANG_MS,
  );

  test(
    "waits for a file, however long its server takes to begin it",
    async () => {
      const file = `<a href="/file" download>Export</a>`;
      const walked = await walk(GOOD + file, () => Bun.sleep(LATE_MS));
      expect(walked).toEqual({ faults: [], reached: 6, pressed: 6 });
    },
    HANG_MS,
  );

  for (const [what, [html, said]] of Object.entries(FAULTY)) {
    test(
      `finds one control among good ones ${what}`,
      async () => {
        expect((await walk(GOOD + html)).faults).toContain(said);
      },
      HANG_MS,
    );
  }
});
