import { describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { startStage, type View } from "./support.ts";

const HANG_MS = 180_000;
const LINK = /^Set-up: +(\S+\/setup#\S+)/m;
const VIEWS: readonly Partial<View>[] = [
  { width: 1280, language: "en" },
  { width: 390, height: 700, language: "de", scheme: "dark" },
];

describe.skipIf(!hasChromium).each([...VIEWS])("set-up, %p", (view) => {
  const isGerman = view.language === "de";

  test(
    "from the link to the first message that arrives; then the link is over",
    async () => {
      await using stage = await startStage({ isFresh: true });
      const [, link = ""] = await stage.gateway.printed(LINK);
      await using watched = await stage.open(view);
      const { page } = watched;
      // Whoever comes without the link is told how to get it.
      await page.goto("/send");
      await page.getByText("aldis setup-link").waitFor();
      expect(await page.getByRole("textbox").count()).toBe(0);
      await page.goto(link);
      const password = page.getByLabel(isGerman ? "Passwort" : "Password", { exact: true });
      await password.fill("short");
      await page.getByText(isGerman ? /^Zu kurz/ : /^Too short/).waitFor();
      await password.fill("correct horse battery");
      await page.getByText(isGerman ? /^Sehr gut/ : /^Very good/).waitFor();
      await page.getByRole("button", { name: isGerman ? "Administrator anlegen" : "Make the administrator" }).click();

      // Signed in, and the code is gone from the address; a reload goes on here.
      const proceed = page.getByRole("button", { name: isGerman ? "Weiter" : "Continue" });
      await proceed.waitFor();
      expect(new URL(page.url()).hash).toBe("");
      await page.reload();
      const country = page.getByRole("combobox", { name: isGerman ? "Heimatland" : "Home country" });
      expect(await country.inputValue()).toContain(isGerman ? "Deutschland" : "United Kingdom");
      // Typed over what was guessed, and found by its name; Enter takes it and does not go on yet.
      await country.click();
      await page.keyboard.type(isGerman ? "öster" : "irel");
      const found = isGerman ? "Österreich (+43)" : "Ireland (+353)";
      await page.getByRole("option", { name: found }).waitFor();
      await page.keyboard.press("Enter");
      expect(await country.inputValue()).toBe(found);
      await proceed.click();

      const first = page.getByRole("textbox", { name: isGerman ? "Nachricht" : "Message" });
      await first.fill(`First ${view.width}`);
      const { output } = await stage.aldis(["setting", "list", "alarm-language"]);
      expect(output).toMatch(isGerman ? /^alarm-language +de /m : /^alarm-language +en /m);
      await page.getByRole("button", { name: isGerman ? "Abschicken" : "Send it" }).click();
      await page.getByText(isGerman ? /^Das simulierte Telefon hat sie/ : /^The simulated telephone has it/).waitFor();
      const auth = `Basic ${btoa("admin:correct horse battery")}`;
      const network = await fetch(`${stage.url}/api/v1/simulator/messages`, { headers: { authorization: auth } });
      expect(await network.json()).toMatchObject({ items: [{ text: `First ${view.width}` }] });
      await page.getByRole("button", { name: isGerman ? "Zu Aldis" : "Go to Aldis" }).click();
      await page.waitForURL("**/send");
      expect(watched.problems).toEqual([]);

      await using late = await stage.open(view);
      await late.page.goto(link);
      // Before anything is filled in, and with what makes another administrator now.
      await late.page.getByText("aldis setup-link").waitFor();
      await late.page.getByText("aldis user add NAME --preset administrator").waitFor();
      expect(await late.page.getByRole("textbox").count()).toBe(0);
      await late.page.getByRole("link", { name: isGerman ? "Anmelden" : "Sign in" }).click();
      await late.page.getByRole("heading", { name: isGerman ? "Anmelden" : "Sign in" }).waitFor();
    },
    HANG_MS,
  );
});
