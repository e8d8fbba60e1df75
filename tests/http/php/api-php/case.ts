import { expect, test } from "bun:test";
import { defined } from "../../../../lib/defined.ts";
import type { NewMessage } from "../../../../lib/messages/index.ts";
import { type ApiServer, GOOD, queryOf } from "../../../support/api-server.ts";
import { sendRaw } from "../../../support/raw-http.ts";

/** The answers that clients compare byte by byte, written out: nothing here is taken from the program. */
const ANSWERS = {
  ok: [200, "OK"],
  missing: [400, "Error: Parameter miss."],
  unauthorized: [401, "401 Unauthorized - Username or Password wrong."],
  forbidden: [403, "403 Forbidden - Your User has no right to send SMS over API."],
  refused: [400, "Error. See Gateway logs for more information."],
  "too large": [413, "Error: Request too large."],
  "other method, no body": [405, ""],
  "other method": [405, "Error: Not by this method. See the header Allow."],
} as const;

/** One request to `/api.php` and all that may come of it. */
export interface Case {
  claim: string;
  /** Changes to the good parameters, `undefined` leaves one out; or a whole query string. */
  query?: Record<string, string | undefined> | string;
  /** GET, unless there is a body. */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData;
  /** A whole request, one character a byte, instead of all that. */
  raw?: string;
  answer: keyof typeof ANSWERS;
  /** Every message that is stored, in order; what is not said is as {@link USUAL}. None when it is refused. */
  messages?: Partial<NewMessage>[];
  /** The reason of every event, in order. None when all is well. */
  reasons?: string[];
  /** What one of the events says, besides. */
  says?: string;
}

export const CREDENTIALS = "username=apiuser&password=secret&to=00491701234567";

/** Is accepted, and stores these messages; the usual one when none is named. */
export const accepted = (
  claim: string,
  query: NonNullable<Case["query"]>,
  ...messages: Partial<NewMessage>[]
): Case => ({
  claim,
  query,
  answer: "ok",
  ...(messages.length > 0 ? { messages } : {}),
});

/** Is refused as a whole, for one reason. */
export const refused = (claim: string, query: NonNullable<Case["query"]>, reason: string, says?: string): Case => ({
  claim,
  query,
  answer: "refused",
  reasons: [reason],
  ...defined({ says }),
});

/** Lacks a parameter, which an event names. */
export const missing = (claim: string, query: NonNullable<Case["query"]>, says?: string): Case => ({
  claim,
  query,
  answer: "missing",
  reasons: ["parameter-missing"],
  ...defined({ says }),
});

/** The text is in the query string as these bytes, and `meant` is stored. */
export const textInQuery = (claim: string, bytes = "", meant = ""): Case => ({
  claim,
  raw: `GET /api.php?text=${bytes}&${CREDENTIALS} HTTP/1.1\r\nHost: gateway\r\n\r\n`,
  answer: "ok",
  messages: [{ text: meant }],
});

/** What a message is unless a case says otherwise. */
const USUAL = {
  recipient: "+491701234567",
  text: "Test",
  kind: "text",
  flash: false,
  channel: "sms",
  priority: 1,
  userId: 1,
  source: "api.php",
};

/**
 * Makes a test of each. All of them also hold that: a refusal stores nothing, gives no IDs and is an event that names
 * the user; what is accepted gives as many IDs as there are messages, in order; neither password nor text is in an
 * event or in the log.
 */
export function testCases(cases: readonly Case[], server: () => ApiServer): void {
  for (const each of cases) {
    test(each.claim, async () => {
      const api = server();
      api.forget();
      const { status, head, body } = await perform(each, api);
      const [expectedStatus, expectedBody] = ANSWERS[each.answer];
      expect({ status, body }).toEqual({ status: expectedStatus, body: expectedBody });
      expect(head.toLowerCase()).toContain("content-type: text/plain; charset=utf-8");

      const messages = each.messages ?? (each.answer === "ok" ? [{}] : []);
      expect(api.accepted).toMatchObject(messages.map((message) => ({ ...USUAL, ...message })));
      expect(api.accepted).toHaveLength(messages.length);
      const ids = /^x-message-id: (.*)$/im.exec(head)?.[1];
      expect(ids).toBe(messages.length > 0 ? messages.map((_, index) => index + 1).join(",") : undefined);

      const events = api.events.all;
      const reasons = events.map((event) => event.details?.reason ?? event.kind);
      if (each.reasons !== undefined || each.answer === "ok") expect(reasons).toEqual(each.reasons ?? []);
      else expect(reasons.length).toBeGreaterThan(0);
      if (each.says !== undefined) expect(events.map((event) => event.message).join("\n")).toContain(each.says);

      const kept = `${api.logLines.join("")}${JSON.stringify(events)}`;
      expect(kept).not.toContain(GOOD.password);
      for (const { text } of messages) if (text !== undefined && text.length > 4) expect(kept).not.toContain(text);
      expect(kept).not.toContain("api.php?");
    });
  }
}

/** By a socket of its own where the bytes matter, otherwise by fetch. */
async function perform(each: Case, api: ApiServer): Promise<{ status: number; head: string; body: string }> {
  if (each.raw !== undefined) return sendRaw(api.port, each.raw);
  const query = typeof each.query === "string" ? each.query : queryOf(each.query);
  if (each.method === undefined && each.headers === undefined && each.body === undefined) {
    return sendRaw(api.port, `GET /api.php?${query} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
  }
  const response = await fetch(`${api.url}/api.php${query === "" ? "" : `?${query}`}`, {
    method: each.method ?? (each.body === undefined ? "GET" : "POST"),
    ...defined({ headers: each.headers, body: each.body }),
  });
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\r\n");
  return { status: response.status, head, body: await response.text() };
}
