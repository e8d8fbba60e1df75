import type { InfiniteData } from "@tanstack/react-query";
import type { Schemas } from "../../api.ts";
import { incomingText, outgoingText } from "../../parts/incoming-text.ts";

/** A message of a conversation, of either direction. */
export type Entry = Schemas["ConversationMessage"];
interface EntryPage {
  items: readonly Entry[];
  next?: string | undefined;
}
export type EntryPages = InfiniteData<EntryPage, string | undefined>;

/** Sent within five minutes by the same side: bubbles of one breath stand close together. */
const SAME_BREATH_MS = 5 * 60_000;

export const entryKey = ({ direction, incoming, outgoing }: Entry): string =>
  `${direction}-${(incoming ?? outgoing)?.id ?? 0}`;

/** When the gateway got it or accepted it. */
export const entryAt = ({ incoming, outgoing }: Entry): string => incoming?.receivedAt ?? outgoing?.createdAt ?? "";

export const entryText = ({ incoming, outgoing }: Entry): string =>
  incoming === undefined ? (outgoing === undefined ? "" : outgoingText(outgoing)) : incomingText(incoming);

export const isUnread = ({ incoming }: Entry): boolean => incoming?.read === false;

/** Pages with what has become of a message, or with it in front when it is new. Pages are newest first. */
export function patched(data: EntryPages | undefined, entry: Entry): EntryPages | undefined {
  if (data === undefined) return data;
  const key = entryKey(entry);
  const isKnown = data.pages.some(({ items }) => items.some((each) => entryKey(each) === key));
  const pages = data.pages.map((page, index) => {
    if (isKnown) return { ...page, items: page.items.map((each) => (entryKey(each) === key ? entry : each)) };
    return index === 0 ? { ...page, items: [entry, ...page.items] } : page;
  });
  return { ...data, pages };
}

/** Pages without a message that was deleted. */
export function without(data: EntryPages | undefined, key: string): EntryPages | undefined {
  if (data === undefined) return data;
  const pages = data.pages.map((page) => ({ ...page, items: page.items.filter((each) => entryKey(each) !== key) }));
  return { ...data, pages };
}

/** Whether a bubble goes on with what the one before it began. */
export function continues(entry: Entry, before: Entry | undefined): boolean {
  if (before === undefined || before.direction !== entry.direction) return false;
  if (before.outgoing?.user?.id !== entry.outgoing?.user?.id) return false;
  return Date.parse(entryAt(entry)) - Date.parse(entryAt(before)) < SAME_BREATH_MS;
}

/** A text in pieces: what was searched, and what is between. */
export function foundPieces(text: string, wanted: string): { text: string; at: number; isFound: boolean }[] {
  const pieces: { text: string; at: number; isFound: boolean }[] = [];
  const [where, what] = [text.toLowerCase(), wanted.toLowerCase()];
  let from = 0;
  // A letter whose lower case is longer would move what follows: then nothing is marked.
  for (let at = what === "" || where.length !== text.length ? -1 : where.indexOf(what); at !== -1; ) {
    if (at > from) pieces.push({ text: text.slice(from, at), at: from, isFound: false });
    from = at + what.length;
    pieces.push({ text: text.slice(at, from), at, isFound: true });
    at = where.indexOf(what, from);
  }
  if (from < text.length) pieces.push({ text: text.slice(from), at: from, isFound: false });
  return pieces;
}
