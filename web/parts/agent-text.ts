import { t } from "../words/index.ts";

/** In this order: what Edge and Opera say contains what Chrome says, which contains what Safari says. */
const BROWSERS = [
  ["Edge", /Edg\w*\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrom(e|ium)\//],
  ["Safari", /Safari\//],
] as const;
const SYSTEMS = [
  ["Android", /Android/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
] as const;

const first = (names: readonly (readonly [string, RegExp])[], agent: string) =>
  names.find(([, pattern]) => pattern.test(agent))?.[0];

/** What a browser calls itself, for people: `Firefox on Linux`. */
export function agentText(agent: string): string {
  const [browser, system] = [first(BROWSERS, agent), first(SYSTEMS, agent)];
  if (browser !== undefined && system !== undefined) return t("account.agent", { browser, system });
  return browser ?? (agent === "" ? t("account.agentUnknown") : agent.slice(0, 60));
}
