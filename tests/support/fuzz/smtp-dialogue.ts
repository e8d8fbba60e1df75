import { nastyNumber, nastyText, once, pick, type Random } from "./nasty.ts";

/** What a client does in one connection. */
export interface SmtpDialogue {
  /** Goes on by TLS behind the first answers. */
  usesTls: boolean;
  /** Octets as latin1; behind each the client waits for an answer, but not for long. */
  steps: readonly string[];
  /** Goes away without a word behind the last step. */
  isCut: boolean;
}

/** Who may sign in, and with what. */
export const FUZZ_MAILER = { name: "mailer", password: "the mailer's own" } as const;

/** A dialogue that is right in places. It may say anything, but begins as a client would, so that it gets somewhere. */
export function smtpDialogue(random: Random): SmtpDialogue {
  const usesTls = once(random, 8);
  const steps: string[] = [pick(random, ["EHLO client.example.org\r\n", "EHLO a\r\n", "HELO a\r\n", hello(random)])];
  const mails = 1 + random(3);
  for (let mail = 0; mail < mails; mail++) {
    if (once(random, 4)) steps.push(command(random));
    if (usesTls && once(random, 2)) steps.push(...signIn(random));
    steps.push(once(random, 6) ? from(random) : "MAIL FROM:<nagios@example.org>\r\n");
    const recipients = once(random, 30) ? 120 : 1 + random(3);
    for (let at = 0; at < recipients; at++) steps.push(once(random, 2) ? recipient(random) : goodRecipient(random));
    if (once(random, 6)) steps.push(command(random));
    steps.push("DATA\r\n", message(random));
  }
  const sent = once(random, 5) ? steps.map((step) => mutated(random, step)) : steps;
  // A client that does not wait for answers.
  const pipelined = once(random, 4) ? [sent.join("")] : sent;
  const cut = once(random, 6) ? 1 + random(pipelined.length) : pipelined.length;
  return { usesTls, steps: pipelined.slice(0, cut), isCut: cut < pipelined.length || once(random, 8) };
}

const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const nasty = (random: Random) => bytes(nastyText(random));
const line = (random: Random) => nasty(random).replaceAll(/[\r\n]/g, " ");
const hello = (random: Random) => `${pick(random, ["EHLO", "HELO", "LHLO", "ehlo"])} ${line(random)}\r\n`;
const goodRecipient = (random: Random) => `RCPT TO:<+49170${1_000_000 + random(1_000)}@sms.example.org>\r\n`;

function command(random: Random): string {
  return pick<() => string>(random, [
    () => "RSET\r\n",
    () => "NOOP\r\n",
    () => `NOOP ${line(random)}\r\n`,
    () => "HELP\r\n",
    () => `VRFY ${line(random)}\r\n`,
    () => `EXPN ${line(random)}\r\n`,
    () => hello(random),
    () => "STARTTLS\r\n",
    () => "DATA\r\n",
    () => `BDAT ${nastyNumber(random)} LAST\r\n${nasty(random)}`,
    () => `AUTH PLAIN ${btoa(`\0${FUZZ_MAILER.name}\0wrong`)}\r\n`,
    () => `AUTH ${line(random)}\r\n`,
    () => "XCLIENT ADDR=192.0.2.1 NAME=spoofed\r\n",
    () => `XFORWARD ADDR=${line(random)}\r\n`,
    () => "PROXY TCP4 192.0.2.1 192.0.2.2 25 25\r\n",
    () => "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    () => "\r\n",
    () => `${line(random)}\r\n`,
    () => `${nasty(random)}\n`,
    () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    () => `${"A".repeat(pick(random, [511, 4_095, 4_097, 70_000]))}\r\n`,
  ])();
}

function signIn(random: Random): string[] {
  const password = once(random, 3) ? nastyText(random) : FUZZ_MAILER.password;
  const plain = Buffer.from(`\0${FUZZ_MAILER.name}\0${password}`).toString("base64");
  return pick<() => string[]>(random, [
    () => [`AUTH PLAIN ${plain}\r\n`],
    () => ["AUTH PLAIN\r\n", `${plain}\r\n`],
    () => ["AUTH LOGIN\r\n", `${btoa(FUZZ_MAILER.name)}\r\n`, `${Buffer.from(password).toString("base64")}\r\n`],
    () => ["AUTH LOGIN\r\n", "*\r\n"],
    () => [`AUTH PLAIN ${line(random)}\r\n`],
    () => ["AUTH CRAM-MD5\r\n", `${line(random)}\r\n`],
  ])();
}

function from(random: Random): string {
  const address = pick<() => string>(random, [() => "", () => line(random), () => `${line(random)}@example.org`])();
  const parameter = pick<() => string>(random, [
    () => "",
    () => ` SIZE=${nastyNumber(random)}`,
    () => " BODY=8BITMIME SMTPUTF8",
    () => ` ${line(random)}=${line(random)}`,
    () => " AUTH=<> RET=HDRS ENVID=x",
  ])();
  return pick(random, [
    `MAIL FROM:<${address}>${parameter}\r\n`,
    `MAIL FROM: <${address}>${parameter}\r\n`,
    `MAIL FROM:${address}\r\n`,
    `mail from:<@a.example,@b.example:${address}>\r\n`,
  ]);
}

function recipient(random: Random): string {
  const local = pick<() => string>(random, [
    () => line(random),
    () => `"${line(random)}"`,
    () => '"0170 12345 01"',
    () => `"\\${line(random)}\\"`,
    () => "anna.example",
    () => "admins",
    () => `reply+${line(random)}`,
    () => `reply+${"a".repeat(37)}`,
    () => `+49170${nastyNumber(random)}`,
    () => "0170 1234567",
    () => "",
  ])();
  const domain = pick<() => string>(random, [
    () => "sms.example.org",
    () => "SMS.EXAMPLE.ORG",
    () => "sms.example.org.",
    () => "[127.0.0.1]",
    () => "elsewhere.example.com",
    () => line(random),
  ])();
  return pick(random, [
    `RCPT TO:<${local}@${domain}>\r\n`,
    `RCPT TO:<${local}@${domain}\r\n`,
    `RCPT TO:${local}@${domain}\r\n`,
    `RCPT TO:<${local}@${domain}> NOTIFY=NEVER ORCPT=rfc822;${line(random)}\r\n`,
  ]);
}

const CHARSETS = ["utf-8", "iso-8859-1", "windows-1252", "utf-7", "utf-16", "gb18030", "x-unknown", "", '"'] as const;
const CODINGS = ["7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", ""] as const;

function message(random: Random): string {
  const fields = [
    ...(once(random, 3) ? [] : [`Message-ID: <${random(1_000_000)}@example.org>`]),
    ...(once(random, 3) ? [`From: ${line(random)}`] : ["From: nagios@example.org"]),
    ...(once(random, 2) ? ["Subject: Disk full"] : [`Subject: ${subject(random)}`]),
    ...(once(random, 10) ? ["Auto-Submitted: auto-replied"] : []),
    ...(once(random, 10) ? [`${line(random)}: ${nasty(random)}`] : []),
    ...(once(random, 60) ? [`X: ${"a".repeat(70_000)}`] : []),
  ];
  const end = pick(random, [
    "\r\n.\r\n",
    "\r\n.\r\n",
    "\r\n.\r\n",
    "\r\n.\r\n",
    "\n.\n",
    "\r.\r",
    "\n.\r\n",
    "\r\n.\n",
  ]);
  return `${fields.join("\r\n")}\r\n${entity(random, 0)}${end}`;
}

function subject(random: Random): string {
  const coded = Buffer.from(nastyText(random).slice(0, 200)).toString("base64");
  return pick(random, [
    `=?${pick(random, CHARSETS)}?B?${coded}?=`,
    "=?utf-8?Q?=C3?=",
    `=?x?Q?${line(random)}`,
    line(random),
  ]);
}

/** The rest of a header, and a body. */
function entity(random: Random, depth: number): string {
  if (depth < 20 && once(random, 3)) {
    const boundary = pick(random, ["b", "b1", "", " ", `b${depth}`, "=_x", line(random).slice(0, 80)]);
    const count = once(random, 60) ? 250 : 1 + random(3);
    const parts = Array.from(
      { length: count },
      () => `--${boundary}\r\n${entity(random, depth + (count > 3 ? 20 : 1))}\r\n`,
    );
    const kind = pick(random, ["mixed", "alternative", "related", "digest", line(random).slice(0, 30)]);
    const last = once(random, 4) ? "" : `--${boundary}--\r\n`;
    return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${parts.join("")}${last}`;
  }
  const type = pick(random, [
    "text/plain",
    "text/html",
    "text/plain",
    "application/pdf",
    "message/rfc822",
    line(random).slice(0, 60),
  ]);
  const fields = [
    `Content-Type: ${type}; charset=${pick(random, CHARSETS)}`,
    `Content-Transfer-Encoding: ${pick(random, CODINGS)}`,
    ...(once(random, 5) ? [`Content-Disposition: attachment; filename="${line(random)}"`] : []),
  ];
  return `${fields.join("\r\n")}\r\n\r\n${body(random)}`;
}

function body(random: Random): string {
  return pick<() => string>(random, [
    () => "a text\r\n",
    () => nasty(random),
    () => Buffer.from(nastyText(random)).toString("base64"),
    () => "=C3=BC=\r\n=ZZ=",
    () => "..\r\n.x\r\n",
    () => `${"<div>".repeat(1 + random(3_000))}x`,
    () => `<p>${nasty(random)}</p><!-- <style>${"&#x41;".repeat(random(500))}`,
    () => "Yes\r\n\r\nOn Mon, Ada wrote:\r\n> a\r\n-- \r\nAda",
    () => `${"x".repeat(998)}\r\n`.repeat(once(random, 40) ? 400 : 2),
  ])();
}

/** Octets changed, left out, doubled, or from elsewhere. */
function mutated(random: Random, text: string): string {
  const at = random(text.length + 1);
  const rest = random(text.length - at + 1);
  return pick(random, [
    text.slice(0, at) + text.slice(at + rest),
    text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1),
    text.slice(0, at) + line(random).slice(0, 200) + text.slice(at),
    text + text.slice(at),
    text.replaceAll("\r\n", "\n"),
    text.toLowerCase(),
  ]);
}
