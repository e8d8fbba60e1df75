const CONNECTIONS = 16;

/** URL that sends a message by `/api.php` of the gateway at `url`, to the recipient number `at`. */
export const messageUrl = (url: string, at: number) =>
  `${url}/api.php?text=Test&to=004917${10_000_000 + at}&username=apiuser&password=secret&mode=number`;

/** @throws Error unless the message was accepted */
export async function sendMessage(url: string, at: number): Promise<void> {
  const response = await fetch(messageUrl(url, at), { signal: AbortSignal.timeout(60_000) });
  const text = await response.text();
  if (!text.startsWith("OK")) throw new Error(`message ${at} was not accepted: ${text}`);
}

/** Sends `count` messages, each to a recipient of its own, over some connections at a time. */
export async function sendMany(url: string, count: number, from = 0): Promise<void> {
  let next = from;
  const connection = async () => {
    while (next < from + count) await sendMessage(url, next++);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}
