import { expect, test } from "bun:test";
import { connect } from "node:net";
import type { Clock } from "../../lib/clock.ts";
import { startMailServer } from "../../lib/email/index.ts";
import { createLog } from "../../lib/log.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";

const MINUTE_MS = 60_000;
const BEGIN = "MAIL FROM:<a@example.org>\r\nRCPT TO:<01701234567@sms.example.org>\r\nDATA\r\n";

/** @param stored  called with each text, before the mail is answered */
const startServer = (clock: Clock, stored: (text: string) => Promise<void> | void) =>
  startMailServer({
    host: "127.0.0.1",
    port: 0,
    name: "sms.example.org",
    sizeBytes: 65_536,
    settings: {
      domains: ["sms.example.org"],
      user: "mailer",
      senders: [],
      sendersDenied: [],
      text: "subject-and-body",
      longest: 1_000,
      encryption: "offer",
      perMinute: 100,
    },
    door: {
      signIn: async () => ({ ok: false, problem: { reason: "wrong-credentials", message: "no" } }),
      sender: async () => ({
        ok: true,
        value: { userId: 1, userName: "mailer", allowance: undefined, despiteOptOut: false },
      }),
      clientOf: (address) => address,
      record: () => undefined,
    },
    submission: {
      preview: async () => ({
        ok: true,
        value: {
          text: { parts: 1, alphabet: "gsm7", units: 1, left: 159, forcedBy: [] } as never,
          recipients: [{ to: "+491701234567", parts: 1, alphabet: "gsm7" }],
          refused: [],
        },
      }),
      async submitOnce({ text }) {
        await stored(text);
        return { ok: true, value: { messages: [{ id: 1, to: "", parts: 1 }], refused: [], again: false } };
      },
    },
    replies: { open: () => ({ ok: false, problem: "forged" }) },
    isAccepted: () => true,
    log: createLog({ level: "silent", format: "json", destination: { write: () => undefined } }),
    clock,
  });

test("a client that sends a byte now and then has five minutes for a mail, and then its connection ends", async () => {
  const clock = createManualClock();
  const submitted: string[] = [];
  const server = await startServer(clock, (text) => void submitted.push(text));
  let said = "";
  let isEnded = false;
  const socket = connect(server.port, "127.0.0.1");
  socket.on("data", (chunk) => {
    said += chunk.toString("latin1");
  });
  socket.on("close", () => {
    isEnded = true;
  });
  const heard = (pattern: RegExp) => eventually(`${pattern} in ${said}`, () => pattern.test(said));
  try {
    await heard(/^220 /);
    socket.write(`EHLO a\r\n${BEGIN}`);
    await heard(/^354 /m);
    await clock.advance(4 * MINUTE_MS);
    socket.write("Subject: in time\r\n\r\n.\r\n");
    await heard(/^250 Stored as message 1/m);
    // The mail that was taken gives time for another one.
    await clock.advance(4 * MINUTE_MS);
    socket.write(BEGIN);
    await heard(/^354 [\s\S]*^354 /m);
    for (let minute = 0; minute < 2; minute++) {
      socket.write("x");
      await clock.advance(MINUTE_MS);
    }
    await heard(/^421 The mail took too long/m);
    await eventually("it is closed", () => isEnded);
    expect(submitted).toEqual(["in time"]);
  } finally {
    socket.destroy();
    await server.close(1_000);
  }
});

test("nothing is kept of clients that leave while their mail is being stored", async () => {
  const clock = createManualClock();
  const storing: PromiseWithResolvers<void>[] = [];
  const server = await startServer(clock, () => {
    const held = Promise.withResolvers<void>();
    storing.push(held);
    return held.promise;
  });
  try {
    const sockets = await Promise.all(Array.from({ length: 3 }, () => beginMail(server.port)));
    for (const socket of sockets) socket.write("Subject: x\r\n\r\n.\r\n");
    await eventually("the mails are being stored", () => storing.length === sockets.length);
    expect(clock.sleeping).toBe(sockets.length);
    for (const socket of sockets) socket.resetAndDestroy();
    await eventually("the clients are gone", () => clock.sleeping === 0);
    for (const { resolve } of storing) resolve();
    await clock.advance(1);
    expect(clock.sleeping).toBe(0);
  } finally {
    for (const { resolve } of storing) resolve();
    await server.close(1_000);
  }
});

/** A client that may write its mail now. */
async function beginMail(port: number) {
  const socket = connect(port, "127.0.0.1");
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk.toString("latin1");
  });
  await eventually("a greeting", () => said.startsWith("220 "));
  socket.write(`EHLO a\r\n${BEGIN}`);
  await eventually("the mail is asked for", () => /^354 /m.test(said));
  return socket;
}
