import { recipientOf, textOf } from "./clients.ts";
import type { Left } from "./left.ts";
import type { OutlastingModems } from "./modems.ts";

/** What became of everything, at the end. */
export interface PowerCutAccount {
  /** Parts that a network took more often than once. */
  repeated: number;
  /** Messages that say that they may be a duplicate. */
  marked: number;
  /** By their last state. */
  states: Record<string, number>;
  /** Delivery reports that the gateway has taken. */
  reports: number;
  problems: string[];
}

/** Compares what was accepted and what the networks sent with what arrived on either side. */
export function accountForCuts(
  left: Left,
  of: {
    accepted: ReadonlySet<number>;
    inbound: readonly string[];
    modems: Pick<OutlastingModems, "texts" | "parts" | "acknowledged">;
    mostRepeated: number;
  },
): PowerCutAccount {
  const { accepted, inbound, modems, mostRepeated } = of;
  const problems: string[] = [];
  const none = (problem: string, of: readonly unknown[]) => {
    if (of.length > 0) problems.push(`${of.length} ${problem}: ${of.slice(0, 10).join(", ")}`);
  };
  const rows = new Map(left.outgoing.map((row) => [row.recipient, row]));
  const isMarked = (recipient: string) => rows.get(recipient)?.isMarked === true;
  const [texts, parts] = [modems.texts(), modems.parts()];
  const missing = [...accepted].filter((number) => !texts.has(textOf(number)));
  const repeated = [...parts].filter(([, times]) => times > 1).map(([part]) => part);
  const extra = [...parts.values()].reduce((sum, times) => sum + times - 1, 0);
  const times = new Map<string, number>();
  for (const text of left.incoming) times.set(text, (times.get(text) ?? 0) + 1);

  if (left.integrity !== "ok") problems.push(`at the end, the database: ${left.integrity}`);
  none(
    "accepted, and not whole on a telephone",
    missing.map((number) => `${recipientOf(number)} (${rows.get(recipientOf(number))?.state ?? "no row"})`),
  );
  none(
    "parts repeated, and their message not marked",
    repeated.filter((part) => !isMarked(part.split("/")[0] ?? "")),
  );
  if (extra > mostRepeated) problems.push(`${extra} parts more than needed, and ${mostRepeated} allowed`);
  none(
    "reports acknowledged, and not stored",
    [...modems.acknowledged.all].filter((part) => !left.reported.has(part) && !isMarked(part.split("/")[0] ?? "")),
  );
  none(
    "sent, and their reports lost",
    left.outgoing.flatMap(({ recipient, state }) => (state === "sent" ? [recipient] : [])),
  );
  none(
    "taken from a modem, and not in the inbox",
    inbound.filter((text) => !times.has(text)),
  );
  none(
    "twice in the inbox",
    inbound.filter((text) => (times.get(text) ?? 0) > 1),
  );

  const states: Record<string, number> = {};
  for (const { state } of left.outgoing) states[state] = (states[state] ?? 0) + 1;
  const marked = left.outgoing.filter((row) => row.isMarked).length;
  return { repeated: repeated.length, marked, states, reports: modems.acknowledged.all.size, problems };
}
