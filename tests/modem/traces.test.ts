import { expect, test } from "bun:test";
import { join } from "node:path";
import type { ModemStatus } from "../../lib/modem/index.ts";
import { answerAsRecorded } from "../support/recorded-answers.ts";
import { createTestModem } from "../support/started-modem.ts";

/** What comes out of each recorded modem; docs/modems.md says how to record one. */
const RECORDED: Record<string, Partial<ModemStatus>> = {
  "simulated-huawei-e173.jsonl": {
    dialect: { name: "huawei", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
    sim: { imsi: "001010000000001", iccid: "8949000000000000018", smsc: "+491710760000" },
    registration: "home",
    signalDbm: -75,
  },
  "simulated-sierra-mc7304.jsonl": {
    dialect: { name: "sierra", csms: 1, cnmi: "2,1,0,1,0", storage: "SM" },
    sim: { imsi: "001010000000001", iccid: "8949000000000000018", smsc: "+491710760000" },
    registration: "home",
    technology: "LTE",
  },
};

test.each(Object.entries(RECORDED))("%s is started as it should be", async (file, status) => {
  const { modem, peer, until } = await createTestModem();
  await answerAsRecorded(peer, join(import.meta.dir, "traces", file));
  modem.start();
  await until(modem.whenReady());
  expect(modem.status).toMatchObject(status);
});
