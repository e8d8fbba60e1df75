import { ApiError, addressOf, answerOf, api, isAnswer, unanswered } from "../../api.ts";

/** The control of the simulated modems is not in the API's types for clients: its calls are here. */

/** A telephone in the simulated network. */
export interface HandsetEntry {
  number: string;
  on: boolean;
  waiting: number;
}

/** What a telephone shows. */
export interface Screen extends HandsetEntry {
  messages: readonly { id: string; text: string; own: boolean; at: string }[];
  call: { phase: "dialling" | "ringing" | "active"; own: boolean } | null;
}

/** The simulated network and modem. */
export interface NetworkState {
  signal: number | null;
  registration: string;
  sim: string;
  latencyMs: number;
  loss: number;
  reports: string;
  calls: string;
}

export type OptionValue = string | number;

/** Something that can go wrong. */
export interface Fault {
  name: string;
  kind: string;
  about: string;
  /** Where it strikes: `now` is at once. */
  at: string;
  /** It goes on until it is taken away. */
  kept: boolean;
  options: Readonly<Record<string, { type: "number" | "string"; default?: OptionValue }>>;
}

/** Something that goes wrong. */
export interface ActiveFault {
  id: number;
  name: string;
  times?: number;
}

export interface SimulatedModem {
  name: string;
  number: string;
}

type Query = Readonly<Record<string, string | number>>;

/** Calls the simulator. @throws ApiError whatever went wrong */
async function call<Answer>(method: string, path: string, query: Query, body?: object): Promise<Answer> {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await fetch(addressOf(`api/v1/simulator/${path}?${search}`), {
    method,
    headers: { "x-requested-with": "page", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw method === "GET" ? new ApiError({ status: 0, cause }) : unanswered(0, cause);
  });
  if (method !== "GET" && !(await isAnswer(response.clone()))) throw unanswered(response.status);
  if (response.status === 204) return undefined as Answer;
  if (response.ok) return (await response.json()) as Answer;
  // A call of the API itself tells whether the session has ended, and shows the sign-in.
  if (response.status === 401) await answerOf(api.GET("/api/v1/me"));
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  const { status } = response;
  throw new ApiError({
    status,
    ...(detail === undefined ? {} : { problem: { type: "about:blank", title: detail, status, detail } }),
  });
}

/** A list of the API. */
interface Items<Item> {
  items: Item[];
}

export const listModems = async () => (await call<Items<SimulatedModem>>("GET", "modems", {})).items;
export const listHandsets = async (modem: string) =>
  (await call<Items<HandsetEntry>>("GET", "handsets", { modem })).items;
export const showHandset = (modem: string, number: string) => call<Screen>("GET", "handset", { modem, number });
export const changeHandset = (modem: string, number: string, change: { on?: boolean; call?: "answer" | "hang-up" }) =>
  call<Screen>("PATCH", "handset", { modem, number }, change);
export const writeFrom = (modem: string, from: string, text: string) =>
  call<unknown>("POST", "messages", { modem }, { from, text });
export const callFrom = (modem: string, from: string) => call<unknown>("POST", "calls", { modem }, { from });
export const showState = (modem: string) => call<NetworkState>("GET", "state", { modem });
export const changeState = (modem: string, change: Partial<NetworkState>) =>
  call<NetworkState>("PATCH", "state", { modem }, change);
export const listFaults = (modem: string) =>
  call<{ active: ActiveFault[]; available: Fault[] }>("GET", "faults", { modem });
export const setFault = (
  modem: string,
  fault: { name: string; probability?: number; options: Record<string, OptionValue> },
) => call<unknown>("POST", "faults", { modem }, fault);
export const clearFaults = (modem: string, id?: number) =>
  call<undefined>("DELETE", "faults", { modem, ...(id === undefined ? {} : { id }) });
