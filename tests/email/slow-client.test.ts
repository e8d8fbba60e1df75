import { expect, test } from "bun:test";
import { connect } from "node:net";
import { startMailServer } from "../../lib/email/index.ts";
import { createLog } from "../../lib/log.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";

const MINUTE_MS = 60_000;

test("a client that sends a byte now and then has five minutes for a mail, and then its connection ends", async () => {
  const clock = createManualClock();
  const submitted: string[] = [];
  const server = await startMailServer({
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
        submitted.push(text);
        return { ok: true, value: { messages: [{ id: 1, to: "", parts: 1 }], refused: [], again: false } };
      },
    },
    replies: { open: () => ({ ok: false, problem: "forged" }) },
    isAccepted: () => true,
    log: createLog({ level: "silent", format: "json", destination: { write: () => undefined } }),
    clock,
  });
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
  const begin = "MAIL FROM:<a@example.org>\r\nRCPT TO:<01701234567@sms.example.org>\r\nDATA\r\n";
  try {
    await heard(/^220 /);
    socket.write(`EHLO a\r\n${begin}`);
    await heard(/^354 /m);
    await clock.advance(4 * MINUTE_MS);
    socket.write("Subject: in time\r\n\r\n.\r\n");
    await heard(/^250 Stored as message 1/m);
    // The mail that was taken gives time for another one.
    await clock.advance(4 * MINUTE_MS);
    socket.write(begin);
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
