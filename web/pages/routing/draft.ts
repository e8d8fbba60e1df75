import type { HeaderDraft } from "../../parts/headers.ts";

/** A rule as the editor holds it: every field is there, and everything that can be moved has a number. */
export interface RuleDraft {
  name: string;
  enabled: boolean;
  when: GroupNode;
  replace: readonly ChangeDraft[];
  destinations: readonly DestinationDraft[];
  stop: boolean;
}

export type TreeNode = GroupNode | LeafNode;

/** How the conditions of a group count together; `notAnd` and `notOr` are their negations. */
export const JOINS = ["and", "or", "notAnd", "notOr"] as const;
type Join = (typeof JOINS)[number];

export interface GroupNode {
  id: number;
  kind: "group";
  join: Join;
  items: readonly TreeNode[];
}

/** What a test looks at, and how: in the order in which they are offered. */
export const TESTS = {
  text: ["contains", "is", "matches"],
  sender: ["is", "group", "contact", "known", "contains", "matches"],
  during: ["within"],
  recipient: ["is", "contains", "matches"],
  channel: ["is"],
  kind: ["is"],
  modem: ["is"],
} as const;
export type Subject = keyof typeof TESTS;
export type Operator = (typeof TESTS)[Subject][number];

export interface LeafNode {
  id: number;
  kind: "leaf";
  not: boolean;
  subject: Subject;
  operator: Operator;
  /** A word, a pattern, a name; empty where there is none. */
  value: string;
  ignoreCase: boolean;
  hours: Hours;
}

export interface Hours {
  weekdays: readonly string[];
  from: string;
  to: string;
  /** Empty: the gateway's. */
  timeZone: string;
}

export interface ChangeDraft {
  id: number;
  pattern: string;
  with: string;
  ignoreCase: boolean;
}

export const KINDS = [
  "group",
  "contact",
  "number",
  "autoReply",
  "email",
  "webhook",
  "http",
  "isms",
  "mqtt",
  "alarm",
] as const;
type DestinationKind = (typeof KINDS)[number];

/** Of these fields each kind uses some; the others are empty. */
export interface DestinationDraft {
  id: number;
  kind: DestinationKind;
  /** Of a contact, group or webhook; the number; the policy of an alarm. */
  name: string;
  channel: string;
  text: string;
  url: string;
  method: string;
  headers: readonly HeaderDraft[];
  body: string;
  username: string;
  password: string;
  /** Addresses, a comma between them. */
  to: string;
  subject: string;
  topic: string;
  qos: string;
  retain: boolean;
  everySeconds: number | undefined;
}

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const WORKDAYS = DAYS.slice(0, 5);

let made = 0;
/** Tells the parts of a draft apart while they are moved. */
export const newId = (): number => ++made;

export const newLeaf = (leaf: Partial<LeafNode> = {}): LeafNode => ({
  id: newId(),
  kind: "leaf",
  not: false,
  subject: "text",
  operator: "contains",
  value: "",
  ignoreCase: true,
  hours: { weekdays: WORKDAYS, from: "08:00", to: "17:00", timeZone: "" },
  ...leaf,
});

export const newGroup = (items: readonly TreeNode[], join: Join = "and"): GroupNode => ({
  id: newId(),
  kind: "group",
  join,
  items,
});

export const newDestination = (kind: DestinationKind, fields: Partial<DestinationDraft> = {}): DestinationDraft => ({
  id: newId(),
  kind,
  name: "",
  channel: "",
  text: "",
  url: "",
  method: "",
  headers: [],
  body: "",
  username: "",
  password: "",
  to: "",
  subject: "",
  topic: "",
  qos: "",
  retain: false,
  everySeconds: undefined,
  ...fields,
});

export const emptyDraft = (fields: Partial<RuleDraft> = {}): RuleDraft => ({
  name: "",
  enabled: true,
  when: newGroup([]),
  replace: [],
  destinations: [],
  stop: false,
  ...fields,
});

/** A list with one of it moved by so many places, if there are so many. */
export function shifted<Thing>(list: readonly Thing[], index: number, by: number): readonly Thing[] {
  const place = index + by;
  const thing = list[index];
  if (thing === undefined || place < 0 || place >= list.length) return list;
  return list.toSpliced(index, 1).toSpliced(place, 0, thing);
}
