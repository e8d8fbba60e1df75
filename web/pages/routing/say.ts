import { listText, zonedText } from "../../format.ts";
import type { useWords } from "../../words/index.ts";
import { DAYS, type DestinationDraft, type GroupNode, type Hours, type LeafNode, type TreeNode } from "./draft.ts";
import { addressesIn } from "./rule-json.ts";

/** Rules as one reads them. */

type Translate = ReturnType<typeof useWords>["t"];

/** A Monday: to name the days of the week. */
const A_MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY_MS = 86_400_000;

/** `Mon` */
export const dayName = (index: number): string => zonedText(A_MONDAY + index * DAY_MS, "UTC", "weekday");

/** `Text contains “pump”` */
export function leafText(leaf: LeafNode, t: Translate): string {
  const { subject, operator, not } = leaf;
  const words = `${t(`routing.subject.${subject}`)} ${t(`routing.${not ? "not" : "op"}.${operator}`)}`;
  const value = valueText(leaf, t);
  return value === "" ? words : `${words} ${value}`;
}

function valueText({ subject, operator, value, hours }: LeafNode, t: Translate): string {
  if (operator === "known") return "";
  if (subject === "during") return hoursText(hours, t);
  if (subject === "channel" && isOneOf(CHANNELS, value)) return t(`routing.channel.${value}`);
  if (subject === "kind" && isOneOf(MESSAGE_KINDS, value)) return t(`routing.kind.${value}`);
  return t("routing.quoted", { value: value === "" ? "…" : value });
}

export const CHANNELS = ["sms", "telegram"] as const;
export const MESSAGE_KINDS = ["text", "call"] as const;

const isOneOf = <Value extends string>(values: readonly Value[], value: string): value is Value =>
  values.some((each) => each === value);

/** `Mon–Fri 08:00–17:00` */
function hoursText({ weekdays, from, to, timeZone }: Hours, t: Translate): string {
  const days = weekdays.length === DAYS.length ? t("routing.everyDay") : listText(daySpans(weekdays));
  const times = from === "" && to === "" ? t("routing.allDay") : `${from}–${to}`;
  return [days, times, ...(timeZone === "" ? [] : [timeZone])].join(" ");
}

/** Days in a row are one span. */
function daySpans(weekdays: readonly string[]): string[] {
  const spans: [number, number][] = [];
  DAYS.forEach((day, index) => {
    if (!weekdays.includes(day)) return;
    const last = spans.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else spans.push([index, index]);
  });
  return spans.flatMap(([first, last]) => {
    if (first === last) return [dayName(first)];
    return last === first + 1 ? [dayName(first), dayName(last)] : [`${dayName(first)}–${dayName(last)}`];
  });
}

/** The whole condition in a sentence. */
export function whenText(root: GroupNode, t: Translate): string {
  return root.items.length === 0 ? t("routing.everyMessage") : groupText(root, t, true);
}

function groupText({ join, items }: GroupNode, t: Translate, isOutermost = false): string {
  const isOr = join === "or" || join === "notOr";
  const text = items.map((item) => nodeText(item, t)).join(isOr ? t("routing.joinOr") : t("routing.joinAnd"));
  if (join === "notAnd") return t("routing.sayNotAnd", { text });
  if (join === "notOr") return t("routing.sayNotOr", { text });
  return isOutermost || items.length < 2 ? text : `(${text})`;
}

const nodeText = (node: TreeNode, t: Translate): string =>
  node.kind === "leaf" ? leafText(node, t) : groupText(node, t);

/** `Group Operations` */
export function destinationText(destination: DestinationDraft, t: Translate): string {
  const { kind, name, url, to, topic } = destination;
  const details = { http: url, isms: url, email: listText(addressesIn(to)), mqtt: topic, autoReply: "" };
  const detail = kind in details ? details[kind as keyof typeof details] : name;
  return `${t(`routing.destination.${kind}`)} ${detail}`.trim();
}
