import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

const MAILS = 100;
const KILLS = 6;
/** Mails at once: a client may have 20 connections. */
const AT_ONCE = 16;
const LIMIT_MS = 240_000;

/** Sends one mail, and calls `whole` when all of it is on its way; `false`: the server went away before it answered. */
function send(port: number, at: number, whole: () => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  const mail = `Message-ID: <${at}@example.org>\r\nSubject: mail ${at}.\r\n\r\n\r\n.\r\n`;
  const steps = [
    "EHLO a\r\n",
    "MAIL FROM:<a@example.org>\r\n",
    "RCPT TO:<01701234567@sms.example.org>\r\n",
    "DATA\r\n",
    mail,
    "QUIT\r\n",
  ];
  let isTaken = false;
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    // The last line of an answer has a blank behind its code.
    if (!/^\d{3} .*\r\n$/m.test(text)) return;
    isTaken ||= /^250 Stored/m.test(text);
    text = "";
    const step = steps.shift();
    if (step !== undefined) socket.write(step);
    if (step === mail) whole();
  });
  socket.on("error", () => undefined);
  socket.on("close", () => resolve(isTaken));
  return promise;
}

test(
  "kill -9 while mails arrive: what was answered is there, and what is repeated is there once",
  async () => {
    const folder = temporaryDirectory();
    const data = ["--data", join(folder, "data")];
    const port = await freePort();
    const options = [
      ...["serve", "--port", "0", ...data, "--smtp", "on", "--smtp-port", String(port), "--smtp-rate", "10000"],
      ...["--smtp-domains", "sms.example.org", "--smtp-networks", "127.0.0.1", "--smtp-user", "mailer"],
    ];
    const serve = async () => {
      const gateway = startAldis(options);
      await gateway.printed(/SMTP server listens/);
      return gateway;
    };
    let gateway = startAldis(options);
    try {
      await gateway.printed(/SMTP server listens/);
      const user = ["user", "add", "mailer", "--grant", "http-api", "--password-stdin", ...data];
      expect((await runAldis(user, { stdin: "secret\n" })).exit).toBe(0);
      const open = new Set(Array.from({ length: MAILS }, (_, at) => at));
      const taken = new Set<number>();
      let repeats = 0;
      for (let kill = 0; open.size > 0; kill++) {
        const dies = kill < KILLS ? Promise.withResolvers<void>() : undefined;
        let whole = 0;
        const sending = [...open].slice(0, AT_ONCE).map(async (at) => {
          const isTaken = await send(port, at, () => {
            whole++;
            // Some are stored, some have got their answer, and some have not.
            if (whole === 1 + kill * 2) dies?.resolve();
          });
          if (isTaken) taken.add(at);
          else repeats++;
        });
        await dies?.promise;
        if (dies !== undefined) await gateway.kill();
        await Promise.all(sending);
        for (const at of taken) open.delete(at);
        if (dies !== undefined) gateway = await serve();
      }
      expect(repeats).toBeGreaterThan(0);
      const url = `sqlite:${join(folder, "data", "aldis.sqlite")}`;
      const texts = (await sqlOn(url, "select text from outgoing_messages")).map(({ text }) => String(text)).sort();
      expect(texts).toEqual(Array.from({ length: MAILS }, (_, at) => `mail ${at}.`).sort());
    } finally {
      await gateway.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  LIMIT_MS,
);
