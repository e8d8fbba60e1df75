import { afterPrefix, fieldsOf, offersNumber, splitGroups, toInteger } from "../at/fields.ts";
import { type DriverContext, demand, query, tryAsk } from "./context.ts";
import { chooseIndications } from "./indications.ts";

/** The settings for messages that the modem accepted. */
export interface SmsSettings {
  /** 1 when `+CMT` and `+CDS` must be acknowledged. */
  csms: number;
  /** Parameters of `AT+CNMI=`, as read back at the start; absent when nothing was accepted. */
  cnmi?: string;
  /** The memory that is read and that received messages go to; absent when it could not be chosen. */
  storage?: string;
  /** The arguments of `AT+CPMS=`: one memory per place. */
  places: string[];
  /** Memories that may hold older messages. */
  memories: string[];
  usage?: { used: number; total: number };
  /** Answers to the test commands, for people. */
  offers: { csms?: string; cpms?: string; cnmi?: string };
}

/** The memory in which some modems store delivery reports (27.005 §3.2.3). */
const REPORTS = "SR";

/**
 * Sets PDU mode and chooses service, storage and indications from what the modem's test commands offer.
 *
 * @throws ModemError "rejected" when the modem has no PDU mode
 */
export async function setUpSms(context: DriverContext): Promise<SmsSettings> {
  await demand(context, "AT+CMGF=0");
  const offers = {
    ...field("csms", await testCommand(context, "AT+CSMS=?", "+CSMS:")),
    ...field("cpms", await testCommand(context, "AT+CPMS=?", "+CPMS:")),
    ...field("cnmi", await testCommand(context, "AT+CNMI=?", "+CNMI:")),
  };
  const csms = await chooseService(context, offers.csms);
  const storage = await chooseStorage(context, offers.cpms);
  const cnmi = await chooseIndications(context, offers.cnmi);
  return { csms, ...storage, ...field("cnmi", cnmi), offers };
}

async function chooseService(context: DriverContext, offered: string | undefined): Promise<number> {
  const wanted =
    context.dialect.phase2Plus && splitGroups(offered ?? "").some((group) => offersNumber(group, 1)) ? 1 : 0;
  const answer = { kind: "prefixed", prefix: "+CSMS:" } as const;
  const { result } = await tryAsk(context, `AT+CSMS=${wanted}`, { answer });
  if (result.ok) return wanted;
  const current = await query(context, "AT+CSMS?", "+CSMS:");
  return toInteger(fieldsOf(current?.[0] ?? "")[0]) ?? 0;
}

async function chooseStorage(
  context: DriverContext,
  offered: string | undefined,
): Promise<Pick<SmsSettings, "storage" | "places" | "memories" | "usage">> {
  const { storages } = context.dialect;
  const groups = offeredMemories(offered ?? "");
  const memories = [...storages, REPORTS].filter((name) => name !== "MT" && groups[0]?.includes(name));
  for (const places of storageAttempts(groups, storages)) {
    const lines = await query(context, `AT+CPMS=${places.map((name) => `"${name}"`).join(",")}`, "+CPMS:");
    const storage = places[0];
    if (!lines || storage === undefined) continue;
    return { storage, places, memories: [...new Set([storage, ...memories])], ...readUsage(lines[0]) };
  }
  return { places: [], memories: [] };
}

/**
 * The memories of each place in the answer to `AT+CPMS=?`: one bracket per place, `("SM","ME"),("SM")`; brackets around
 * them all, `(("SM","ME"),("SM"))`; or no bracket at all, which offers every memory for every place.
 */
function offeredMemories(offered: string): string[][] {
  const namesIn = (text: string) => text.match(/[A-Z][A-Z_]+/g) ?? [];
  const groups = [...offered.matchAll(/[([]([^()[\]]*)[)\]]/g)].map((found) => namesIn(found[1] ?? ""));
  return groups.length > 0 ? groups : [namesIn(offered)];
}

/** What to give `AT+CPMS=`, best first: one memory for all places, the best of each, then fewer places. */
function storageAttempts(groups: readonly string[][], storages: readonly string[]): string[][] {
  const places = Math.max(groups.length, 1) === 1 ? [0, 0, 0] : [...groups.keys()];
  const common = storages.find((name) => groups.every((group) => group.includes(name)));
  const best = places.map((place) => storages.find((name) => groups[place]?.includes(name)));
  const attempts = common === undefined ? [] : [places.map(() => common)];
  if (best.every((name) => name !== undefined)) attempts.push(best);
  for (const name of storages) attempts.push([name, name, name], [name, name], [name]);
  return attempts;
}

/** Usage from `+CPMS: 3,30,…`; empty if the modem answers nothing or without numbers. */
export function readUsage(line: string | undefined): { usage?: { used: number; total: number } } {
  const numbers = fieldsOf(line ?? "")
    .map((text) => toInteger(text))
    .filter((number) => number !== undefined);
  const [used, total] = numbers;
  return used !== undefined && total !== undefined ? { usage: { used, total } } : {};
}

async function testCommand(context: DriverContext, text: string, prefix: string): Promise<string | undefined> {
  const lines = await query(context, text, prefix);
  return lines?.[0] === undefined ? undefined : afterPrefix(lines[0]);
}

function field<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
