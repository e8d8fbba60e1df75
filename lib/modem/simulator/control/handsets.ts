import type { SimulatedModem } from "../modem.ts";
import { type NetworkCall, type SimulatedNetwork, subscriberKey } from "../network/index.ts";
import { ControlError, oneOf, readFields } from "./request.ts";

/** Messages that a handset shows, the newest. */
const SHOWN = 100;
/** Handsets that are listed, those used last. */
const LISTED = 50;

const isoTime = (ms: number) => new Date(ms).toISOString();

/** A blank stands for the `+` that a program did not encode. */
function numberIn(query: URLSearchParams): string {
  const number = (query.get("number") ?? "").replace(/^ /, "+");
  if (!/^\+?\d{1,20}$/.test(number)) throw new ControlError("invalid", "number must be a telephone number");
  return number;
}

/** Telephones that were sent to or have sent, the last used first. */
export function listHandsets(
  { network }: SimulatedModem,
  _request: Request,
  _query: URLSearchParams,
  modems: ReadonlyMap<string, SimulatedModem>,
): Response {
  const ofModems = new Set([...modems.values()].map(({ number }) => subscriberKey(number)));
  const used = [
    ...network.parts().map(({ to, takenAt }) => ({ number: to, at: takenAt })),
    ...network.handsets.texts().map(({ from, sentAt }) => ({ number: from, at: sentAt })),
  ].toSorted((a, b) => b.at - a.at);
  const found = new Map<string, { number: string; usedAt: string }>();
  for (const { number, at } of used) {
    if (found.size === LISTED) break;
    const key = subscriberKey(number);
    if (found.has(key) || ofModems.has(key) || !/^\+?\d+$/.test(number)) continue;
    found.set(key, { number, usedAt: isoTime(at) });
  }
  return Response.json(
    [...found.values()].map(({ number, usedAt }) => {
      const { isOn, waiting } = network.handsets.find(number);
      return { number, on: isOn, waiting, usedAt };
    }),
  );
}

export function showHandset({ network }: SimulatedModem, _request: Request, query: URLSearchParams): Response {
  return Response.json(describe(network, numberIn(query)));
}

/** Switches a handset off and on, or lets it answer or end its call. @throws ControlError kind "invalid" */
export async function changeHandset(
  { network }: SimulatedModem,
  request: Request,
  query: URLSearchParams,
): Promise<Response> {
  const number = numberIn(query);
  const { on, call } = await readFields(request, ["on", "call"]);
  if (on !== undefined && typeof on !== "boolean") throw new ControlError("invalid", "on must be true or false");
  const action = call === undefined ? undefined : oneOf(call, "call", ["answer", "hang-up"] as const);
  const current = callOf(network, number);
  if (action === "answer" && current !== undefined) network.answer(current.id);
  if ((action === "hang-up" || on === false) && current !== undefined) network.hangUp(current.id);
  if (on !== undefined) network.switchHandset(number, on);
  return Response.json(describe(network, number));
}

/** The call that the handset is in, if any. */
function callOf(network: SimulatedNetwork, number: string): NetworkCall | undefined {
  const key = subscriberKey(number);
  const isIts = ({ from, to }: NetworkCall) => subscriberKey(from) === key || subscriberKey(to) === key;
  return network.calls().findLast((call) => call.phase !== "ended" && isIts(call));
}

function describe(network: SimulatedNetwork, number: string) {
  const key = subscriberKey(number);
  const received = network
    .messages()
    .filter(({ to }) => subscriberKey(to) === key)
    .map(({ id, from, text, class: messageClass, receivedAt }) => ({
      id: `received-${id}`,
      ...{ with: from, text, flash: messageClass === 0, own: false, at: receivedAt },
    }));
  const sent = network.handsets
    .texts()
    .filter(({ from }) => subscriberKey(from) === key)
    .map(({ id, to, text, sentAt }) => ({ id: `sent-${id}`, with: to, text, flash: false, own: true, at: sentAt }));
  const messages = [...received, ...sent].toSorted((a, b) => a.at - b.at).slice(-SHOWN);
  const call = callOf(network, number);
  const { isOn, waiting } = network.handsets.find(number);
  return {
    number,
    on: isOn,
    waiting,
    messages: messages.map(({ at, ...message }) => ({ ...message, at: isoTime(at) })),
    call:
      call === undefined
        ? null
        : { id: call.id, phase: call.phase, own: subscriberKey(call.from) === key, startedAt: isoTime(call.startedAt) },
  };
}
