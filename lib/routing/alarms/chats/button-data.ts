/** What a button of an alarm's message does. */
export const BUTTON_ACTS = ["take", "pass", "resolve"] as const;
export type ButtonAct = (typeof BUTTON_ACTS)[number];

/** What Telegram gives back when a button is pressed: far below its limit of 64 octets. Pure. */
export const buttonData = (act: ButtonAct, messageId: number): string => `alarm:${act}:${messageId}`;

/** Reads it: anybody can send anything. `undefined`: it is of no button of an alarm. Pure. */
export function readButtonData(data: string): { act: ButtonAct; messageId: number } | undefined {
  const [, act, id] = /^alarm:(take|pass|resolve):([1-9]\d{0,14})$/.exec(data) ?? [];
  return act === undefined ? undefined : { act: act as ButtonAct, messageId: Number(id) };
}
