import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

/** The dashboard. */
export const DASHBOARD_PAGES: readonly TestedPage[] = [
  {
    name: "dashboard",
    path: "/dashboard",
    states: {
      filled: {
        async after(page) {
          await page.getByRole("heading", { level: 2, name: /^Modems$/ }).waitFor();
          await page.locator(".recharts-surface").first().waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/statistics*"), after: heading(/^(Dashboard|Übersicht)$/) },
      failed: {
        before: failing("**/api/v1/statistics*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
