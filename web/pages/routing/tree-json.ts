import { DAYS, type GroupNode, type Hours, type LeafNode, newGroup, newLeaf, TESTS, type TreeNode } from "./draft.ts";

type Json = Readonly<Record<string, unknown>>;

const NEGATED = { and: "notAnd", or: "notOr", notAnd: "and", notOr: "or" } as const;

/** Reads the condition of a stored rule; absent, it is a group without conditions. */
export function readTree(when: unknown): GroupNode {
  if (!isJson(when)) return newGroup([]);
  const node = readNode(when);
  return node.kind === "group" ? node : newGroup([node]);
}

function readNode(json: Json): TreeNode {
  if (isJson(json.not)) {
    const inner = readNode(json.not);
    return inner.kind === "leaf" ? { ...inner, not: !inner.not } : { ...inner, join: NEGATED[inner.join] };
  }
  for (const join of ["and", "or"] as const) {
    const items = json[join];
    if (Array.isArray(items)) return newGroup(items.filter(isJson).map(readNode), join);
  }
  return readLeaf(json);
}

function readLeaf(json: Json): LeafNode {
  if (typeof json.known === "boolean") return newLeaf({ subject: "sender", operator: "known", not: !json.known });
  if (isJson(json.during)) return newLeaf({ subject: "during", operator: "within", hours: readHours(json.during) });
  for (const subject of ["channel", "kind", "modem"] as const) {
    const value = json[subject];
    if (typeof value === "string") return newLeaf({ subject, operator: "is", value });
  }
  for (const subject of ["text", "sender", "recipient"] as const) {
    const test = json[subject];
    if (!isJson(test)) continue;
    for (const operator of TESTS[subject]) {
      const value = test[operator];
      if (typeof value === "string") return newLeaf({ subject, operator, value, ignoreCase: test.ignoreCase === true });
    }
  }
  return newLeaf();
}

const readHours = ({ weekdays, from, to, timeZone }: Json): Hours => ({
  weekdays: Array.isArray(weekdays) ? weekdays.map(String) : DAYS,
  from: text(from),
  to: text(to),
  timeZone: text(timeZone),
});

/** A tree as a rule has it, and which of its conditions stands where in the rule. */
export interface Written {
  when: unknown;
  /** By JSON pointer (RFC 6901). */
  places: ReadonlyMap<string, number>;
}

/** The condition of a rule; `undefined` where every message matches. */
export function writeTree(root: GroupNode): Written {
  const places = new Map<string, number>();
  const [only] = root.items;
  if (only === undefined) return { when: undefined, places };
  const isPlain = root.join === "and" || root.join === "or";
  const node = root.items.length === 1 && only.kind === "leaf" && isPlain ? only : root;
  return { when: write(node, "/when", places), places };
}

function write(node: TreeNode, pointer: string, places: Map<string, number>): unknown {
  places.set(pointer, node.id);
  if (node.kind === "leaf") return writeLeaf(node);
  const isNegated = node.join === "notAnd" || node.join === "notOr";
  const join = node.join === "and" || node.join === "notAnd" ? "and" : "or";
  const at = `${pointer}${isNegated ? "/not" : ""}/${join}`;
  const group = { [join]: node.items.map((item, index) => write(item, `${at}/${index}`, places)) };
  return isNegated ? { not: group } : group;
}

function writeLeaf(leaf: LeafNode): unknown {
  const { subject, operator, not, value, ignoreCase } = leaf;
  if (operator === "known") return { known: !not };
  const test = writeTest(leaf);
  return not ? { not: test } : test;

  function writeTest({ hours }: LeafNode): unknown {
    if (subject === "during") return { during: writeHours(hours) };
    if (subject === "channel" || subject === "kind" || subject === "modem") return { [subject]: value };
    const hasCase = operator !== "contact" && operator !== "group";
    return { [subject]: { [operator]: value, ...(hasCase && ignoreCase && { ignoreCase }) } };
  }
}

const writeHours = ({ weekdays, from, to, timeZone }: Hours) => ({
  ...(weekdays.length < DAYS.length && { weekdays }),
  ...(from !== "" && { from }),
  ...(to !== "" && { to }),
  ...(timeZone !== "" && { timeZone }),
});

/** Which condition a pointer is in: the innermost. */
export function nodeAt(places: ReadonlyMap<string, number>, pointer: string): number | undefined {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const id = places.get(at);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The test that settled an outcome, as it is read: with its negation. */
interface Decided {
  leaf: LeafNode | undefined;
  held: boolean;
}

/** Reads what a dry run says of a rule. @param pointer  such as `/when/and/0/not/sender` */
export function decidedIn(rule: unknown, { pointer, held }: { pointer: string; held: boolean }): Decided {
  const path = pointer.split("/").slice(1, -1);
  const found = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), rule);
  const isNegated = path.at(-1) === "not";
  if (!isJson(found)) return { leaf: undefined, held };
  const leaf = readLeaf(found);
  return { leaf: { ...leaf, not: leaf.not !== isNegated }, held: held !== isNegated };
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const isJson = (value: unknown): value is Json => isObject(value) && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
