import type { Page } from "playwright-core";
import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";

const BACKUPS = "**/api/v1/backups";
const TITLE = heading(/^(Backup|Datensicherung)$/);
const STATE = {
  items: [
    {
      file: "aldis-20260131-020000.backup",
      kind: "scheduled",
      octets: 4_194_304,
      madeAt: "2026-01-31T02:00:03.000Z",
      checkedAt: "2026-01-31T02:00:03.000Z",
      rows: 81_234,
    },
    {
      file: "aldis-20260130-114500-by-hand.backup",
      kind: "by-hand",
      octets: 4_100_000,
      madeAt: "2026-01-30T11:45:02.000Z",
    },
    {
      file: "before-0040-held-messages-20260101-080000.sqlite",
      kind: "upgrade",
      octets: 20_194_304,
      madeAt: "2026-01-01T08:00:00.000Z",
    },
  ],
  folder: "/mnt/a-disk-with-a-long-name/backups-of-the-gateway/aldis",
  freeOctets: 20_000_000_000,
  keep: 7,
  cron: "0 3 * * *",
  nextAt: "2026-02-01T02:00:00.000Z",
  held: 0,
};
const answering = (more: object) => async (page: Page) => {
  await page.route(BACKUPS, (route) => route.fulfill({ json: { ...STATE, ...more } }));
};
const alert = (page: Page) => page.getByRole("alert").first().waitFor();

/** What is kept, and when it is made. */
export const BACKUP: readonly TestedPage[] = [
  {
    name: "backup",
    path: "/backup",
    states: {
      filled: {
        before: answering({}),
        async after(page) {
          await page
            .getByText(/(checked|geprüft) /)
            .first()
            .waitFor();
        },
      },
      running: {
        before: answering({
          running: { kind: "by-hand", startedAt: "2026-01-31T09:00:00.000Z", step: "writing", rows: 120_000 },
          held: 12,
        }),
        async after(page) {
          await page.getByText(/(is written|wird geschrieben) …/).waitFor();
        },
      },
      "not-made": {
        before: answering({
          last: {
            at: "2026-01-31T02:00:03.000Z",
            kind: "scheduled",
            problem: "ENOSPC: no space left on device, write",
          },
        }),
        after: alert,
      },
      delete: {
        before: answering({}),
        async after(page) {
          await page
            .getByRole("button", { name: /^(Delete the backup of|Die Sicherung von .* löschen)/ })
            .first()
            .click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: {
        before: answering({ items: [], cron: undefined, nextAt: undefined }),
        async after(page) {
          await page.getByText(/^(No backups yet|Noch keine Sicherungen)$/).waitFor();
        },
      },
      loading: { before: waiting(BACKUPS), after: TITLE },
      failed: { before: failing(BACKUPS), expected: FAILED, after: alert },
    },
  },
];
