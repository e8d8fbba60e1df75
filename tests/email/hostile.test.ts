import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { smtpPort } from "../support/mail.ts";

/** A client that does what it likes. */
interface RawClient {
  socket: Socket;
  /** Everything that the server has said. */
  said(): string;
  /** Once the server has said something that fits. */
  heard(pattern: RegExp): Promise<string>;
  ended(): boolean;
}

function rawClient(port: number): RawClient {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let isEnded = false;
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("close", () => {
    isEnded = true;
  });
  socket.on("error", () => undefined);
  const heard = (pattern: RegExp) =>
    eventually(`the server says ${pattern}, and not only ${text}`, async () => pattern.exec(text)?.[0] ?? false);
  return { socket, said: () => text, heard, ended: () => isEnded };
}

describe("a mail server that strangers use", () => {
  let gateway: TestGateway;
  let port = 0;
  const clients: RawClient[] = [];

  beforeAll(async () => {
    gateway = await startTestGateway(
      ...["--smtp", "on", "--smtp-port", "0", "--smtp-domains", "sms.example.org", "--smtp-networks", "127.0.0.1"],
      ...["--smtp-user", "mailer", "--smtp-rate", "10000", "--smtp-size", "1MiB"],
    );
    await gateway.addUser("mailer", "http-api");
    port = smtpPort(gateway);
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.destroy();
    await gateway[Symbol.asyncDispose]();
  });

  function open(): RawClient {
    const client = rawClient(port);
    clients.push(client);
    return client;
  }

  /** A client whose mail is about to come. */
  async function inData(): Promise<RawClient> {
    const client = open();
    await client.heard(/^220 /);
    client.socket.write("EHLO a\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<01701234567@sms.example.org>\r\nDATA\r\n");
    await client.heard(/^354 /m);
    return client;
  }

  const close = async (client: RawClient) => {
    client.socket.destroy();
    await eventually("it is closed", async () => client.ended());
  };

  test("a mail that is cut off is not sent, and one whose end arrives later is", async () => {
    const cut = await inData();
    cut.socket.write("Subject: cut off\r\n\r\ntext\r\n");
    await close(cut);
    const whole = await inData();
    whole.socket.write("Subject: whole\r\n\r\nte");
    whole.socket.write("xt\r\n.\r\n");
    await whole.heard(/^250 Stored as message \d+/m);
    await close(whole);
    const texts = (await gateway.delivered(1)).map(({ text }) => text);
    expect(texts).toContain("whole\ntext");
    expect(texts.join()).not.toContain("cut off");
  });

  test("one client gets no more connections than its share, and others still get in when it leaves", async () => {
    const held = Array.from({ length: 20 }, open);
    for (const client of held) await client.heard(/^220 /);
    const tooMany = open();
    expect(await tooMany.heard(/^\d{3} .*/)).toMatch(/^421 Too many connections/);
    await eventually("it is closed", async () => tooMany.ended());
    for (const client of held) await close(client);
    const next = await eventually("there is room again", async () => {
      const client = open();
      const greeting = await client.heard(/^(220|421) .*/);
      return greeting.startsWith("220") && client;
    });
    await close(next);
  });

  test("who names one wrong recipient after another is cut off", async () => {
    const client = open();
    await client.heard(/^220 /);
    const guesses = Array.from({ length: 30 }, (_, at) => `RCPT TO:<name${at}@sms.example.org>\r\n`);
    client.socket.write(`EHLO a\r\nMAIL FROM:<a@example.org>\r\n${guesses.join("")}`);
    await client.heard(/^421 Too many recipients that do not exist/m);
    await eventually("it is closed", async () => client.ended());
    expect(client.said().match(/^550 Refused: no contact/gm)?.length).toBeLessThanOrEqual(21);
  });

  test("a mail without end is not read for ever", async () => {
    const client = await inData();
    const chunk = `${"x".repeat(998)}\r\n`.repeat(64);
    client.socket.write("\r\n");
    await eventually("it is closed", async () => {
      if (client.ended()) return true;
      client.socket.write(chunk);
      return false;
    });
    expect(client.said()).toMatch(/^552 .*larger than 1048576 bytes/m);
  });

  test("what cannot be a command ends soon, and an endless line at once", async () => {
    const http = open();
    await http.heard(/^220 /);
    http.socket.write("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
    await http.heard(/^421 /m);
    const endless = open();
    await endless.heard(/^220 /);
    endless.socket.write("A".repeat(100_000));
    await endless.heard(/^421 /m);
    await eventually("both are closed", async () => http.ended() && endless.ended());
  });

  test.each([["\n.\n"], ["\n.\r\n"], ["\r\n.\n"], ["\r.\r"], ["\r.\r\n"], ["\n\n.\r\n"]])(
    "%j ends no mail, so that no second one can be hidden in it",
    async (end) => {
      const client = await inData();
      const hidden = "MAIL FROM:<boss@example.org>\r\nRCPT TO:<01701234568@sms.example.org>\r\nDATA\r\nhidden\r\n.\r\n";
      client.socket.write(`Subject: outer\r\n\r\nouter${end}${hidden}`);
      await client.heard(/^250 Stored as message \d+/m);
      client.socket.write("NOOP\r\n");
      await client.heard(/^250 (?!Stored).*\r\n$/m);
      expect(client.said().match(/^(354|250 Stored)/gm)).toEqual(["354", "250 Stored"]);
      await close(client);
      expect((await gateway.delivered(0)).map(({ to }) => to)).not.toContain("+491701234568");
    },
  );

  test("hundreds of hostile mails leave the heap as it was", async () => {
    const deep = Array.from(
      { length: 40 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
    const hostile = [
      deep.join(""),
      `X: ${"a".repeat(70_000)}\r\n\r\n`,
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n".repeat(300)}`,
      `Content-Type: text/html\r\n\r\n${"<div>".repeat(10_000)}`,
      `Content-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n\r\n${"A".repeat(50_000)}`,
      `Content-Type: application/zip\r\n\r\n${"A".repeat(60_000)}`,
      `${"..\r\n".repeat(2_000)}`,
      `Subject: ${"=?utf-8?Q?=41?= ".repeat(3_000)}\r\n\r\n-- \r\n`,
    ];
    async function round(mails: number): Promise<number> {
      let answered = 0;
      const client = open();
      await client.heard(/^220 /);
      client.socket.write("EHLO a\r\n");
      for (let at = 0; at < mails; at++) {
        const before = client.said().length;
        const answer = (pattern: RegExp) =>
          eventually(`mail ${at}`, async () => pattern.test(client.said().slice(before)), 30_000);
        client.socket.write("MAIL FROM:<a@example.org>\r\nRCPT TO:<01701234567@sms.example.org>\r\nDATA\r\n");
        await answer(/^354 /m);
        client.socket.write(`${hostile[at % hostile.length]}\r\n.\r\n`);
        await answer(/^354 .*\r\n[245]\d\d .*\r\n/m);
        answered++;
      }
      await close(client);
      return answered;
    }
    expect(await round(40)).toBe(40);
    Bun.gc(true);
    const before = process.memoryUsage().heapUsed;
    expect(await round(200)).toBe(200);
    Bun.gc(true);
    expect((process.memoryUsage().heapUsed - before) / 1_048_576).toBeLessThan(16);
  });
});
