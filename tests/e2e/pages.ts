import { ADDRESS_BOOK } from "./pages/address-book.ts";
import { ALARMS } from "./pages/alarms.ts";
import { BACKUP } from "./pages/backup.ts";
import { CONVERSATIONS } from "./pages/conversations.ts";
import { DASHBOARD_PAGES } from "./pages/dashboard.ts";
import { DEVELOPERS } from "./pages/developers.ts";
import { EVENTS_LOG } from "./pages/events-log.ts";
import { GROUPS } from "./pages/groups.ts";
import { MESSAGES } from "./pages/messages.ts";
import { MODEM_PAGES } from "./pages/modems.ts";
import { MONITORING } from "./pages/monitoring.ts";
import { NODE_PAGES } from "./pages/nodes.ts";
import { ON_CALL } from "./pages/on-call.ts";
import { OPT_OUTS } from "./pages/opt-outs.ts";
import { ROUTING } from "./pages/routing.ts";
import { SEND } from "./pages/send.ts";
import { SETTINGS_PAGES } from "./pages/settings.ts";
import { SIMULATOR } from "./pages/simulator.ts";
import { USERS } from "./pages/users.ts";
import { WEBHOOKS } from "./pages/webhooks.ts";
import { FAILED, failing, heading, type TestedPage, waiting } from "./states.ts";

/** Each page with the states that it has. A new page adds itself here; see docs/web.md. */
export const TESTED_PAGES: readonly TestedPage[] = [
  {
    name: "sign-in",
    path: "/",
    isOpen: true,
    states: {
      empty: { after: heading(/^(Sign in|Anmelden)$/) },
      refused: {
        async after(page) {
          await page.getByLabel(/^(User name|Benutzername)$/).fill("nobody");
          await page.getByLabel(/^(Password|Passwort)$/).fill("wrong-password");
          await page.keyboard.press("Enter");
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "account",
    path: "/account",
    states: {
      filled: {
        async after(page) {
          await heading(/^(Your account|Ihr Konto)$/)(page);
          await page
            .getByText(/Chrome (on|unter) Linux/)
            .first()
            .waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/me/sessions"), after: heading(/^(Your account|Ihr Konto)$/) },
      failed: {
        before: failing("**/api/v1/me/sessions"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  ...CONVERSATIONS,
  ...ADDRESS_BOOK,
  ...MESSAGES,
  ...GROUPS,
  ...NODE_PAGES,
  ...ON_CALL,
  ...ALARMS,
  ...OPT_OUTS,
  ...USERS,
  ...ROUTING,
  ...WEBHOOKS,
  ...MONITORING,
  ...EVENTS_LOG,
  ...DEVELOPERS,
  ...SIMULATOR,
  ...SEND,
  ...DASHBOARD_PAGES,
  ...MODEM_PAGES,
  ...BACKUP,
  ...SETTINGS_PAGES,
];
