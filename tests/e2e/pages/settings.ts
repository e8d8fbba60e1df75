import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

const SETTINGS = "**/api/v1/settings";
const field = (label: RegExp): TestedPage["states"][string] => ({
  async after(page) {
    await page.getByLabel(label).first().waitFor();
  },
});

/** The settings that are drawn from what the gateway says that it has. */
export const SETTINGS_PAGES: readonly TestedPage[] = [
  {
    name: "settings-general",
    path: "/settings/general",
    states: {
      filled: field(/^(Home country|Heimatland)$/),
      changed: {
        async after(page) {
          await page.getByLabel(/^(Home country|Heimatland)$/).fill("AT");
          await page.getByRole("button", { name: /^(Save|Speichern)$/ }).waitFor();
        },
      },
      loading: { before: waiting(SETTINGS), after: heading(/^(General|Allgemein)$/) },
      failed: {
        before: failing(SETTINGS),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "settings-network",
    path: "/settings/network",
    states: { filled: field(/^(Public address|Öffentliche Adresse)$/) },
  },
  {
    name: "settings-email",
    path: "/settings/email",
    states: { filled: field(/^(Accepted domains|Angenommene Domains)$/) },
  },
  {
    name: "settings-telegram",
    path: "/settings/telegram",
    states: { filled: field(/^(Token of the bot|Token des Bots)$/) },
  },
];
