const encoder = new TextEncoder();

/**
 * One event as `text/event-stream` has it. JSON holds no line break, so `data` is one line.
 *
 * @param event.id  where a client resumes that has it
 */
export function eventText({ type, id, data }: { type: string; id?: string; data: unknown }): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** No event: shows that the connection lives, and moves the place from which a client resumes. */
export const placeText = (id: string): string => `: \nid: ${id}\n\n`;

/** How a stream begins: how long its client waits before it connects again, not all at the same time; and where it is. */
export function firstText(id: string, { isReset, random }: { isReset: boolean; random: () => number }): string {
  const retry = `retry: ${Math.round(2_000 + random() * 2_000)}\n`;
  return retry + (isReset ? eventText({ type: "reset", id, data: {} }) : placeText(id));
}

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
