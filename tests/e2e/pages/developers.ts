import { heading, type TestedPage } from "../states.ts";

export const DEVELOPERS: readonly TestedPage[] = [
  {
    name: "developers",
    path: "/developers",
    states: {
      curl: { after: heading(/^API$/) },
      checkmk: {
        async after(page) {
          await page.getByRole("tab", { name: "Checkmk" }).click();
          await page.getByText("NOTIFY_WHAT").waitFor();
        },
      },
    },
  },
];
