import { expect, test } from "bun:test";
import { type IncomingMessage, isRouted } from "../../lib/messages/index.ts";

type Told = Pick<IncomingMessage, "kind" | "waiting" | "text" | "state">;
const voicemail = (store: boolean) => [{ indication: "voicemail" as const, active: true, store }];

test.each<[string, Partial<Told>, boolean]>([
  ["a text", {}, true],
  ["a text of which parts are awaited", { state: "waiting" }, false],
  ["a text that was released without some parts", { state: "incomplete" }, true],
  ["a call", { kind: "call", text: "" }, true],
  ["a call that still rings", { kind: "call", text: "", state: "waiting" }, false],
  ["a silent message", { kind: "silent" }, false],
  ["what cannot be read", { kind: "undecodable", state: "undecodable", text: "" }, false],
  ["an indication with a text to keep", { kind: "waiting", waiting: voicemail(true) }, true],
  ["an indication whose text may be discarded", { kind: "waiting", waiting: voicemail(false) }, false],
  ["an indication without a text", { kind: "waiting", waiting: voicemail(true), text: "" }, false],
])("%s: routed or not", (_, given, routed) => {
  expect(isRouted({ kind: "text", text: "hello", state: "complete", ...given })).toBe(routed);
});
