import { defined } from "../../lib/defined.ts";
import type { IncomingMessage, OutgoingMessage } from "../../lib/messages/index.ts";
import type { NetworkPart } from "../../lib/modem/simulator/index.ts";
import type { GatewayRig } from "./gateway-rig.ts";

/** What became of the messages of a rig; empty lists are what is hoped for. */
export interface Account {
  /** Accepted, and not taken by the network in all its parts from one SIM. */
  lost: string[];
  /** On the handset more often than once, or parts of it on the air, without the mark. */
  repeatedUnmarked: string[];
  repeatedMarked: string[];
  /** Sent by the network, and not in the inbox; or more often than once. */
  inboundLost: string[];
  inboundTwice: string[];
}

/** Compares what was accepted and what the network sent with what arrived on either side. */
export async function accountFor(
  rig: GatewayRig,
  { ids, inbound }: { ids: readonly number[]; inbound: readonly string[] },
): Promise<Account> {
  const taken = Map.groupBy(rig.network.parts(), ({ to }) => to);
  const parts = Map.groupBy(rig.network.parts(), keyOf);
  const repeatedTo = new Set([...parts.values()].filter((same) => same.length > 1).map(([part]) => part?.to));
  const account: Account = { lost: [], repeatedUnmarked: [], repeatedMarked: [], inboundLost: [], inboundTwice: [] };
  for (const id of ids) {
    const message = (await rig.store.outbox.find(id))?.message as OutgoingMessage;
    const { recipient, text, state, mayBeDuplicate, lastError } = message;
    if (!isJoined(taken.get(recipient) ?? [], text)) account.lost.push(`${text.slice(0, 40)} (${state}, ${lastError})`);
    if (repeatedTo.has(recipient)) {
      (mayBeDuplicate ? account.repeatedMarked : account.repeatedUnmarked).push(text.slice(0, 40));
    }
  }
  const stored = Map.groupBy(await allIncoming(rig), ({ text }) => text);
  for (const text of inbound) {
    const times = stored.get(text)?.length ?? 0;
    if (times === 0) account.inboundLost.push(text.slice(0, 40));
    if (times > 1) account.inboundTwice.push(text.slice(0, 40));
  }
  return account;
}

/** Every recipient gets one message only, so recipient and part tell a repeat. */
function keyOf({ to, submit }: NetworkPart): string {
  return `${to}/${submit.userData.concat?.part ?? 1}`;
}

/**
 * Whether a telephone shows the text: it joins the parts of one sender that have one reference, so parts of two SIMs make no
 * message (23.040 §9.2.3.24.1).
 */
function isJoined(parts: readonly NetworkPart[], text: string): boolean {
  const bySender = Map.groupBy(
    parts,
    ({ from, submit: { userData } }) => `${from}/${userData.concat?.reference ?? ""}`,
  );
  return [...bySender.values()].some((own) => textOf(own) === text);
}

function textOf(parts: readonly NetworkPart[]): string {
  const texts = new Map(parts.map(({ submit: { userData } }) => [userData.concat?.part ?? 1, userData.text ?? ""]));
  return [...texts]
    .sort(([one], [other]) => one - other)
    .map(([, text]) => text)
    .join("");
}

async function allIncoming(rig: GatewayRig): Promise<IncomingMessage[]> {
  const all: IncomingMessage[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await rig.store.inbox.list({ limit: 500, ...defined({ before: last?.id }) });
    all.push(...page);
    if (page.length < 500) return all;
  }
}
