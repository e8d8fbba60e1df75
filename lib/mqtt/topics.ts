/** The topics below a gateway's own, such as `aldis/gw-1`. */
export const TOPICS = {
  status: (base: string) => `${base}/status`,
  modem: (base: string, modem: string) => `${base}/modem/${level(modem)}/state`,
  received: (base: string) => `${base}/received`,
  lastReceived: (base: string) => `${base}/last-received`,
  message: (base: string, id: number) => `${base}/message/${id}`,
  alarm: (base: string, id: number) => `${base}/alarm/${id}`,
  queue: (base: string) => `${base}/queue`,
  send: (base: string) => `${base}/send`,
  notify: (base: string, group: string) => `${base}/notify/${level(group)}`,
  /** A filter. */
  notifyAny: (base: string) => `${base}/notify/+`,
  sent: (base: string, reference: string) => `${base}/sent/${level(reference)}`,
  error: (base: string) => `${base}/error`,
  test: (base: string) => `${base}/test`,
} as const;

/** Payloads of `status`. */
export const [ONLINE, OFFLINE] = ["online", "offline"] as const;

/**
 * A name as one level of a topic: what separates levels, stands for several, or cannot be in a topic at all (MQTT 5 §4.7.3) is
 * percent-encoded, and so is `%`, so that no two names share a level.
 */
export function level(name: string): string {
  return name.toWellFormed().replace(/[%+#/$\p{Cc}\ufffe\uffff]/gu, (character) => encodeURIComponent(character));
}
