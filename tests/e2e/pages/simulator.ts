import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

const TITLE = heading(/^Simulator$/);

export const SIMULATOR: readonly TestedPage[] = [
  {
    name: "simulator",
    path: "/simulator?number=%2B491701234567",
    states: {
      filled: {
        async after(page, stage) {
          await TITLE(page);
          const headers = { "content-type": "application/json" };
          const body = JSON.stringify({ to: "+491701234567", text: "Disk full on db1" });
          await stage.call("/api/v1/messages", { method: "POST", headers, body });
          await page.getByRole("log").getByText("Disk full on db1").first().waitFor();
          await page.getByText("sim-removed", { exact: true }).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/simulator/*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/simulator/*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").first().waitFor();
        },
      },
    },
  },
];
