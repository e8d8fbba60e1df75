import { type Found, without } from "../found.ts";

/** 64 modems, and as many queues, are the most that smsd takes. */
const MOST_SECTIONS = 200;

type Section = ReadonlyMap<string, string>;

/** What smsd.conf says. */
export interface SmsdConfig {
  global: Section;
  sections: ReadonlyMap<string, Section>;
}

/** Reads `name = value` lines in sections; the part before the first one is the global one. */
export function parseSmsdConfig(text: string): SmsdConfig {
  const global = new Map<string, string>();
  const sections = new Map<string, Map<string, string>>();
  let current = global;
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim();
    if (name !== undefined && sections.size < MOST_SECTIONS) {
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
      continue;
    }
    const [, key, value] = /^\s*([^#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) current.set(key.toLowerCase(), value);
  }
  return { global, sections };
}

const listIn = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** Settings that run programs of their own. */
const HANDLERS = ["eventhandler", "checkhandler", "alarmhandler", "regular_run"];
const LISTS = ["blacklist", "whitelist"];

/** What to write into Aldis's settings instead. Secrets are not repeated. */
export function* settingsFor({ global, sections }: SmsdConfig): Generator<Found> {
  const queues = sections.get("queues") ?? new Map<string, string>();
  const servedBy = new Set<string>();
  for (const name of listIn(global.get("devices"))) {
    const modem = sections.get(name) ?? new Map<string, string>();
    const served = listIn(modem.get("queues")).filter((queue) => queue !== "");
    for (const queue of served) servedBy.add(queue);
    const [pool] = served;
    const parts = [
      `name=${name}`,
      ...(modem.has("baudrate") ? [`baud=${modem.get("baudrate")}`] : []),
      ...(modem.has("pin") && modem.get("pin") !== "ignore" ? ["pin=…"] : []),
      ...(pool === undefined ? [] : [`pool=${pool}`]),
    ];
    yield without(
      `modem ${name}: --modem '${modem.get("device") ?? "…"}?${parts.join("&")}'${served.length > 1 ? ` (it served ${served.join(", ")}: here a modem is in one pool)` : ""}`,
    );
  }
  for (const [name, given] of sections.get("providers") ?? []) {
    const prefixes = listIn(given);
    const routes = prefixes.filter((prefix) => /^\d+$/.test(prefix)).map((prefix) => `+${prefix}=pool:${name}`);
    const target = servedBy.has(name) ? "" : " (no modem served it)";
    if (routes.length > 0) yield without(`provider ${name}: --route '${routes.slice(0, 64).join(" ")}'${target}`);
    for (const other of prefixes.filter((prefix) => !/^\d+$/.test(prefix)))
      yield without(`provider ${name}: ${other === "s" ? "short numbers" : other}: no route is about these`);
  }
  for (const queue of queues.keys())
    if (!sections.get("providers")?.has(queue)) yield without(`queue ${queue}: no provider fills it`);
  for (const key of HANDLERS)
    if (global.has(key)) yield without(`${key}: a program runs here for nothing; use webhooks or message routing`);
  for (const key of LISTS)
    if (global.has(key))
      yield without(`${key} ${global.get(key)}: use --numbers-allowed, --numbers-blocked or opt-outs`);
}
