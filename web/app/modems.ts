import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../api.ts";
import type { WordKey } from "../words/index.ts";

/** The gateway's modems: every page reads them by this, so that what one has cached the next can use. */
export const modemsQuery = queryOptions({
  queryKey: ["modems"],
  queryFn: () => answerOf(api.GET("/api/v1/modems")),
});

/** What the gateway cannot open of it keeps it away, not a plug: its own sentence says all. */
const lacksKey = ({ problem = "" }: Schemas["Modem"]) => /^The secrets in|may not read the key/.test(problem);

/** What is wrong, in a sentence; nothing while all is well. */
export function troubleOf(modem: Schemas["Modem"]): WordKey | undefined {
  if (modem.state === "ready" || lacksKey(modem)) return undefined;
  if (modem.simLock === "SIM PIN") return modem.hasPin === true ? "modems.trouble.wrongPin" : "modems.trouble.pin";
  if (modem.simLock === "SIM PUK") return "modems.trouble.puk";
  if (modem.state === "searching" && modem.registration === "denied") return "modems.trouble.denied";
  return `modems.trouble.${modem.state}`;
}
