import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { smtpPort, swaks } from "../support/mail.ts";
import { hasProgram, programPath, runProgram } from "../support/programs.ts";

const TEXT = "a text\n";
const NUMBER = "01701234567@sms.example.org";

describe.skipIf(!hasProgram("swaks"))("mail becomes SMS", () => {
  let gateway: TestGateway;
  let port = 0;
  let made = 0;

  beforeAll(async () => {
    gateway = await startTestGateway(
      ...["--smtp", "on", "--smtp-port", "0", "--smtp-domains", "sms.example.org", "--tls", "self-signed"],
      ...["--smtp-networks", "127.0.0.1", "--smtp-user", "mailer", "--smtp-senders-denied", "spam@example.org"],
      ...["--smtp-senders-denied", "spam.example.org"],
      ...["--smtp-size", "256KiB", "--numbers-blocked", "0900", "--smtp-rate", "1000"],
    );
    await gateway.addUser("mailer", "http-api");
    await gateway.addUser("reader", "web");
    await gateway.command(["contact", "add", "Anna Example", "--number", "+491700000001"]);
    await gateway.command(["contact", "add", "Jürgen", "--number", "+491700000002"]);
    await gateway.command(["contact", "add", "Nobody"]);
    await gateway.command(["group", "add", "admins"]);
    await gateway.command(["group", "add", "empty"]);
    await gateway.command(["opt-out", "add", "+491700000009"]);
    for (const name of ["Anna Example", "Jürgen"]) await gateway.command(["group", "member", "add", "admins", name]);
    port = smtpPort(gateway);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** A mail of this header and text, with a Message-ID of its own. */
  const mail = (header: string, text = TEXT) =>
    Buffer.from(
      `Message-ID: <${++made}@example.org>\nFrom: nagios@example.org\n${header}\n\n${text}`.replaceAll("\n", "\r\n"),
      "latin1",
    );

  /** What the network delivered of what is sent now. */
  async function sent(to: string | readonly string[], data: Uint8Array, count = 1) {
    const before = (await gateway.delivered(0)).length;
    const { exit, answer, output } = await swaks(port, { to, data });
    if (exit !== 0) throw new Error(output);
    expect(answer).toMatch(/^250 Stored as messages? \d+/);
    return (await gateway.delivered(before + count))
      .slice(before)
      .map(({ to: number, text }) => ({ to: number, text }));
  }

  /** What the network delivered of a mail that msmtp sends by STARTTLS with a password. */
  async function sentByMsmtp(to: string, data: Uint8Array) {
    const before = (await gateway.delivered(0)).length;
    const [config, file] = [join(gateway.data, "msmtprc"), join(gateway.data, "mail.eml")];
    const account = ["account default", "host 127.0.0.1", `port ${port}`, "from nagios@example.org", "auth plain"];
    const secrets = ["tls on", "tls_certcheck off", "user mailer", "password secret"];
    writeFileSync(config, [...account, ...secrets].join("\n"), { mode: 0o600 });
    writeFileSync(file, data);
    const command = `${programPath("msmtp")} -C ${config} '${to}' < ${file}`;
    const { exit, output } = await runProgram(["sh", "-c", command], { timeoutMs: 30_000 });
    expect({ exit, output }).toEqual({ exit: 0, output: "" });
    const delivered = (await gateway.delivered(before + 1)).slice(before);
    return delivered.map(({ to: number, text }) => ({ to: number, text }));
  }

  test.each([
    ["0170 123 45 01@sms.example.org", "+491701234501"],
    ['"0170 1234502"@sms.example.org', "+491701234502"],
    ['"+49 (170) 123-45-03"@SMS.Example.org', "+491701234503"],
    ["anna.example@sms.example.org", "+491700000001"],
    ["ANNA EXAMPLE@sms.example.org", "+491700000001"],
  ])("mail for %s goes to %s", async (address, to) => {
    expect(await sent(address, mail("Subject: Disk full"))).toEqual([{ to, text: "Disk full\na text" }]);
  });

  test("mail for a group goes to each of its members, and to nobody twice", async () => {
    const delivered = await sent(["jürgen@sms.example.org", "admins@sms.example.org"], mail("Subject: x"), 2);
    expect(delivered.map(({ to }) => to).sort()).toEqual(["+491700000001", "+491700000002"]);
  });

  test.each([
    [
      "quoted-printable in ISO-8859-1",
      "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
      "gr=FC=DFe",
      "grüße",
    ],
    [
      "Windows-1252 in 8 bit",
      "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: 8bit",
      "5 \x80",
      "5 €",
    ],
    [
      "UTF-8 in base64",
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
      "Z3LDvMOfZQ==",
      "grüße",
    ],
    ["HTML alone", "Content-Type: text/html", "<style>p{}</style><p>one</p><p>t&uuml;</p>", "one\n\ntü"],
    [
      "Outlook's, an answer with history and signature",
      "Content-Type: text/html; charset=us-ascii\nIn-Reply-To: <a@example.org>",
      "<html><head><style>x</style></head><body><div class=WordSection1><p class=MsoNormal>Ja, bitte<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Von:</b> Bob</p></div></div></body></html>",
      "Ja, bitte",
    ],
    [
      "multipart with an attachment",
      'Content-Type: multipart/mixed; boundary="x"',
      `--x\nContent-Type: text/plain\n\nsee below\n--x\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n${"A".repeat(70_000)}\n--x--\n`,
      "see below",
    ],
    ["a signature", "X-A: b", "one\n-- \nAda", "one"],
    [
      "a report with lines of its own that read as a header",
      "X-A: b",
      "Link down\nFrom: switch 4\nDate: 10:00\nPort: 17",
      "Link down\nFrom: switch 4\nDate: 10:00\nPort: 17",
    ],
    ["an answer without In-Reply-To", "Subject: Re: x", "Yes\n\nFrom: Bob\nSent: Monday\nTo: Ada\n\nOld", "Re: x\nYes"],
    [
      "HTML with a letter that is longer in lower case",
      "Content-Type: text/html; charset=utf-8",
      "<p>\xc4\xb0\xc4\xb0</p><style>p{}</style>end",
      "İİ\nend",
    ],
    ["a line that begins with a dot", "X-A: b", "one\n.two", "one\n.two"],
  ])("%s, sent by swaks and by msmtp", async (_, header, text, expected) => {
    const sms = [{ to: "+491701234567", text: expected }];
    expect(await sent(NUMBER, mail(header, text))).toEqual(sms);
    if (hasProgram("msmtp")) expect(await sentByMsmtp(NUMBER, mail(header, text))).toEqual(sms);
  });

  test("a repeated mail is stored once, and the same text in another mail again", async () => {
    const repeated = mail("Subject: once");
    const [first] = await sent(NUMBER, repeated);
    const again = await swaks(port, { to: NUMBER, data: repeated });
    const [other] = await sent(NUMBER, mail("Subject: once"));
    const texts = (await gateway.delivered(0)).filter(({ text }) => text.startsWith("once"));
    expect([again.exit, first, other, texts.length]).toEqual([0, first, first, 2]);
  });

  test.each([
    ["somebody@elsewhere.example.org", /^550 Relaying denied: .* for sms\.example\.org only/],
    ["nobody.here@sms.example.org", /^550 Refused: no contact or group of this name/],
    ["Nobody@sms.example.org", /^550 .*Nobody, who has no usable telephone number/],
    ["empty@sms.example.org", /^550 .*empty, which has no members/],
    ["1@sms.example.org", /^550 .*no telephone number \(too-short\)/],
    ["0900123456@sms.example.org", /^550 .*--numbers-blocked/],
    ["01700000009@sms.example.org", /^550 .*opted out/],
    ["reply+abcdefg@sms.example.org", /^550 .*was not made by this gateway/],
  ])("mail for %s is refused at RCPT", async (to, answer) => {
    const { exit, answer: said } = await swaks(port, { to });
    expect(exit).toBe(24);
    expect(said).toMatch(answer);
  });

  test("of several recipients each is answered, and the good ones get it", async () => {
    const before = (await gateway.delivered(0)).length;
    const to = ["nobody.here@sms.example.org", NUMBER, "a@elsewhere.example.org"];
    const { output, exit } = await swaks(port, { to, data: mail("Subject: several") });
    expect(exit).toBe(0);
    expect(output.match(/^<\*\* +550/gm)).toHaveLength(2);
    expect((await gateway.delivered(before + 1)).slice(before)).toMatchObject([{ to: "+491701234567" }]);
  });

  test.each([
    ["spam@example.org", /^550 Refused: mail of this sender is not accepted/],
    ["<>", /^550 Refused: bounces/],
  ])("mail from %s is refused", async (from, answer) => {
    expect((await swaks(port, { to: NUMBER, from })).answer).toMatch(answer);
  });

  test("the event of a sender who is refused names the sender, with the digits of a number hidden as in the log", async () => {
    await swaks(port, { to: NUMBER, from: "spam@example.org" });
    await swaks(port, { to: NUMBER, from: "4917012345678@spam.example.org" });
    const senders = (await gateway.events({ kind: "email.refused" }, 2)).map(({ details }) => details?.sender);
    expect(senders).toContain("spam@example.org");
    expect(senders).toContain("49170…78@spam.example.org");
  });

  test("a mail that is too large is refused, however it is announced", async () => {
    const large = mail("Subject: large", `${"x".repeat(70)}\n`.repeat(4_000));
    expect((await swaks(port, { to: NUMBER, data: large })).answer).toMatch(/^552 .*larger than 262144 bytes/);
  });

  test.each([
    ["an empty mail", "X-A: b", " \n", /^554 Refused: the mail has no text/],
    ["an automatic answer", "Auto-Submitted: auto-replied", TEXT, /^554 Refused: automatic answers/],
    ["a mail that a gateway made", "X-Aldis-Made-Of-SMS: yes", TEXT, /^554 Refused: routing loop/],
  ])("%s is refused", async (_, header, text, answer) => {
    expect((await swaks(port, { to: NUMBER, data: mail(header, text) })).answer).toMatch(answer);
  });

  test("an alarm of a program, which says that it is automatic, is sent", async () => {
    expect(await sent(NUMBER, mail("Auto-Submitted: auto-generated\nPrecedence: bulk"))).toHaveLength(1);
  });

  test("a user signs in by TLS, and not with a wrong password or without the permission", async () => {
    const as = (user: string, password: string) =>
      swaks(port, { to: NUMBER, more: ["--tls", "--auth", "PLAIN", "-au", user, "-ap", password] });
    expect((await as("mailer", "secret")).answer).toMatch(/^250 Stored/);
    expect((await as("mailer", "wrong")).answer).toMatch(/^535 Refused: unknown user, wrong password/);
    expect((await as("reader", "secret")).answer).toMatch(/^535 Refused: the user does not hold the permission/);
    const [event] = await gateway.events({ kind: "email.refused", userName: "reader" });
    expect(event).toMatchObject({ details: { reason: "no-permission" } });
  });

  test("nobody signs in without TLS", async () => {
    const { output } = await swaks(port, { to: NUMBER, more: ["--auth", "PLAIN", "-au", "mailer", "-ap", "secret"] });
    expect(output).toMatch(/538|not advertise|No authentication|authentication not|not supported/i);
    expect(output).not.toMatch(/^<. +235/m);
  });

  test.skipIf(!hasProgram("msmtp"))("msmtp sends by STARTTLS with a password", async () => {
    const data = Buffer.from("Subject: by msmtp\n\ntext\n");
    expect(await sentByMsmtp("0170-1234567@sms.example.org", data)).toEqual([
      { to: "+491701234567", text: "by msmtp\ntext" },
    ]);
  });

  test("who guesses passwords here has used up the guesses of every door", async () => {
    await gateway.addUser("guessed", "http-api", "rest-api");
    const guess = (password: string) =>
      swaks(port, { to: NUMBER, more: ["--tls", "--auth", "PLAIN", "-au", "guessed", "-ap", password] });
    // On a busy machine a guess comes back, every 12 s, between two of these.
    await eventually("the right password is refused unread, here and elsewhere", async () => {
      await Promise.all(Array.from({ length: 12 }, (_, at) => guess(`wrong ${at}`)));
      const [mailed, asked] = await Promise.all([guess("secret"), gateway.as("guessed")("/api/v1/me")]);
      return mailed.answer.startsWith("454 Refused without checking the password") && asked.status === 429;
    });
  });

  test("each refusal is an event that says why, and never the text", async () => {
    const [event] = await gateway.events({ kind: "email.refused" });
    expect(event).toMatchObject({ severity: "warning", address: "127.0.0.1" });
    expect(JSON.stringify(await gateway.events({ kind: "email.refused" }))).not.toContain("a text");
  });
});

describe.skipIf(!hasProgram("swaks"))("what the settings say about mail counts at once", () => {
  let gateway: TestGateway;
  const set = async (name: string, value: string | string[]) => {
    const body = JSON.stringify({ [name]: value });
    const answer = await gateway.as("admin")("/api/v1/settings", { method: "PATCH", body });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const send = async () => (await swaks(smtpPort(gateway), { to: NUMBER })).answer;

  beforeAll(async () => {
    gateway = await startTestGateway("--smtp", "on", "--smtp-port", "0");
    await gateway.addUser("admin", "email-to-sms", "web", "rest-api", "general");
    await gateway.addUser("mailer", "http-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test("a gateway that was only switched on accepts nothing, and says what is missing, one by one", async () => {
    expect(await send()).toMatch(/^550 Refused: this address is in none of --smtp-networks/);
    await set("smtp-networks", ["127.0.0.0/8"]);
    expect(await send()).toMatch(/^451 .*no user for mail without authentication \(--smtp-user\)/);
    await set("smtp-user", "mailer");
    expect(await send()).toMatch(/^550 Relaying denied: this gateway accepts mail for no domain/);
    await set("smtp-domains", ["SMS.example.org"]);
    expect(await send()).toMatch(/^250 Stored as message \d+/);
    await set("smtp-senders", ["*@elsewhere.example.org"]);
    expect(await send()).toMatch(/^550 Refused: mail of this sender/);
    await set("smtp-senders", ["example.org"]);
    await set("smtp-rate", "1");
    expect(await send()).toMatch(/^250|^451 More than 1 mails/);
    expect(await send()).toMatch(/^451 More than 1 mails of this client in a minute/);
    await set("smtp-rate", "100");
    await set("smtp-encryption", "force");
    expect(await send()).toMatch(/^530 Must issue a STARTTLS command first/);
  });
});
