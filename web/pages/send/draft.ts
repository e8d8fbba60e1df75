import type { Schemas } from "../../api.ts";
import type { Recipient } from "../../parts/recipient-field.tsx";
import { ofRecipients, variablesIn } from "./variables.ts";

/** What somebody is writing. It survives a reload. */
export interface Draft {
  to: Recipient[];
  text: string;
  kind: "text" | "flash" | "ring";
  channel: Schemas["OutgoingMessage"]["requestedChannel"];
  priority: Schemas["OutgoingMessage"]["priority"];
  /** `2027-03-01 14:30:00` by the viewer's clock; now when there is none. */
  at: string | null;
  /** Of variables in the text, by name. */
  values: Readonly<Record<string, string>>;
}

export const EMPTY: Draft = {
  to: [],
  text: "",
  kind: "text",
  channel: "sms",
  priority: "normal",
  at: null,
  values: {},
};

/** One thing that is sent, however often it is tried. */
export interface Attempt {
  key: string;
  /** By which its messages are found. */
  reference: string;
  /** What was asked for: with another body it is another thing. */
  asked: string;
  /** It is not known whether it was sent. */
  isOpen: boolean;
}

/** Where the browser keeps something of the page, for each user. */
export const keptKey = (name: "draft" | "attempt" | "batch", userId: number): string => `aldis.send.${name}.${userId}`;

/** Variables in the text that the page asks for; the gateway knows those of recipients. */
export const ownVariables = ({ kind, text }: Draft): string[] =>
  kind === "ring" ? [] : variablesIn(text).filter((name) => !ofRecipients.has(name));

/** The time as the gateway takes it. */
export const instantOf = (at: string): Date => new Date(at.replace(" ", "T"));

/** A time as the field takes it. */
export function localText(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:00`;
}

const addresseeOf = (each: Recipient): Schemas["Recipient"] => {
  if (each.kind === "number") return each.number;
  return each.kind === "contact" ? { contact: each.id } : { group: each.id };
};

/** What is asked of the gateway to send the draft. */
export function requestOf(draft: Draft): Schemas["NewMessages"] {
  const { to, text, kind, channel, priority, at, values } = draft;
  const variables = Object.fromEntries(ownVariables(draft).map((name) => [name, values[name] ?? ""]));
  return {
    to: to.map(addresseeOf),
    ...(kind === "ring" ? { ring: true } : { text }),
    ...(kind === "flash" && { flash: true }),
    ...(kind === "text" && channel !== "sms" && { channel }),
    ...(priority !== "normal" && { priority }),
    ...(at !== null && { sendAt: instantOf(at).toISOString() }),
    ...(Object.keys(variables).length > 0 && { variables }),
  };
}

/** Stands for what is not written yet, or does not matter: the gateway refuses empty texts. */
const STAND_IN = "–";

/** What is asked of the gateway about recipients: their own variables matter, the rest of the text does not. */
export function previewOf(draft: Draft): Schemas["PreviewPayload"] {
  const { to, text, kind, channel, values } = draft;
  const names = kind === "ring" ? [] : variablesIn(text);
  const variables = Object.fromEntries(ownVariables(draft).map((name) => [name, values[name] || STAND_IN]));
  return {
    to: to.map(addresseeOf),
    ...(kind === "ring" ? { ring: true } : { text: names.length > 0 ? text : STAND_IN }),
    ...(kind === "text" && channel !== "sms" && { channel }),
    ...(Object.keys(variables).length > 0 && { variables }),
  };
}

/** How many it reaches as far as the page knows itself. */
export const estimateOf = (to: readonly Recipient[]): number =>
  to.reduce((sum, each) => sum + (each.kind === "group" ? (each.members ?? 0) : 1), 0);
