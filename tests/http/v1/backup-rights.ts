import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestGateway, until } from "../../support/gateway.ts";

let made = 0;

/** One that is there, whatever is in it. */
async function aBackup({ data }: TestGateway) {
  const file = `aldis-20261129-${String(++made).padStart(6, "0")}-by-hand.backup`;
  mkdirSync(join(data, "backups"), { recursive: true });
  writeFileSync(join(data, "backups", file), "");
  return { file };
}

/** The same, once the gateway makes and checks none: it does one at a time. */
async function whileNoneIsMade(gateway: TestGateway) {
  const ask = () => gateway.as("clerk")("/api/v1/backups");
  await until<{ running?: object }>("no backup is made", ask, ({ running }) => running === undefined);
  return aBackup(gateway);
}

/** Rows of the table of rights that are about backups, the configuration as a file and settings. */
export const BACKUP_RIGHTS = {
  "GET /api/v1/backups": { needs: ["config-transfer"] },
  "POST /api/v1/backups": { needs: ["config-transfer"] },
  "GET /api/v1/backups/{file}": { needs: ["config-transfer"], others: "nobody's own", path: aBackup },
  "POST /api/v1/backups/{file}/check": {
    needs: ["config-transfer"],
    others: "nobody's own",
    path: whileNoneIsMade,
  },
  "DELETE /api/v1/backups/{file}": { needs: ["config-transfer"], others: "nobody's own", path: aBackup },
  "POST /api/v1/configuration/export": { needs: ["config-transfer"] },
  "POST /api/v1/configuration/plan": { needs: ["config-transfer"] },
  // The plan of its example is of another gateway.
  "POST /api/v1/configuration/import": { needs: ["config-transfer"], refusedWith: 409 },
  "GET /api/v1/settings": { needs: [] },
  "GET /api/v1/settings/schema": { needs: [] },
  // Of the settings in its example.
  "PATCH /api/v1/settings": { needs: ["general"] },
} as const;
