import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { createMailFilter } from "../../lib/email/incoming/mail-filter.ts";
import { readMail } from "../../lib/email/incoming/read-mail.ts";

/** The mail as it is filtered when it arrives in pieces of a size. */
function filtered(mail: string, size = 65_536) {
  const filter = createMailFilter();
  const bytes = Buffer.from(mail, "latin1");
  for (let at = 0; at < bytes.length; at += size) filter.push(bytes.subarray(at, at + size));
  return filter.end();
}

async function read(mail: string, size?: number) {
  const result = filtered(mail.replaceAll("\n", "\r\n"), size);
  if (!result.ok) throw new Error(result.problem);
  return readMail(result.value);
}

const MIXED = `From: a@example.org
Subject: =?utf-8?Q?St=C3=B6rung?=
 =?utf-8?Q?_in_Halle_3?=
Content-Type: multipart/mixed; boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Druck f=E4llt =
weiter
--inner
Content-Type: text/html

<p>Nicht dies</p>
--inner--
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename=a.pdf
Content-Transfer-Encoding: base64

AAAA
--outer
Content-Type: text/plain
Content-Disposition: attachment; filename=log.txt

not this
--outer
Content-Type: message/rfc822

Subject: not this

nor this
--outer--
epilogue`;

test.each([1, 3, 7, 64, 65_536])(
  "a mail with parts and attachments is read alike in pieces of %i bytes",
  async (size) => {
    expect(await read(MIXED, size)).toEqual({ subject: "Störung in Halle 3", text: "Druck fällt weiter" });
  },
);

test.each([
  [
    "windows-1252, 8 bit",
    'Content-Type: text/plain; charset="windows-1252"\nContent-Transfer-Encoding: 8bit\n\n\x80 5 \x96 gr\xfc\xdf',
    "€ 5 – grüß",
  ],
  [
    "UTF-8, base64",
    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZSDinIU=",
    "Grüße ✅",
  ],
  ["HTML alone", "Content-Type: text/html; charset=utf-8\n\n<p>Eins</p><p>Zwei &amp; drei</p>", "Eins\n\nZwei & drei"],
  ["format=flowed", "Content-Type: text/plain; format=flowed\n\none \ntwo\n-- \nAda", "one two"],
  ["no header of MIME", "X-A: b\n\nplain", "plain"],
  ["an unknown charset", "Content-Type: text/plain; charset=klingon\n\nplain", "plain"],
  ["nothing but a header", "X-A: b", ""],
  ["a multipart without boundary", "Content-Type: multipart/mixed\n\nx", ""],
])("%s", async (_, mail, text) => {
  expect((await read(mail)).text).toBe(text);
});

test("a header that is written twice counts as it was first", () => {
  const result = filtered("Message-ID: <1>\r\nmessage-id: <2>\r\n\r\nx");
  expect(result.ok && result.value.fields.get("message-id")).toBe("<1>");
});

test("a boundary in the middle of a part's header ends it", async () => {
  const mail = "Content-Type: multipart/mixed; boundary=b\n\n--b\nX: y\n--b\n\ntext\n--b--\n";
  expect((await read(mail)).text).toBe("text");
});

test("a boundary that begins with another one is told from it", async () => {
  const inner = "--ab\nContent-Type: multipart/mixed; boundary=a\n\n--a\nX: y\n\none\n--a--\n";
  const mail = `Content-Type: multipart/mixed; boundary=ab\n\n${inner}--ab\n\ntwo\n--ab--\n`;
  expect((await read(mail)).text).toBe("one\n\ntwo");
});

/** Feeds a mail that goes on and on; gives the result, and by how much the heap has grown. */
function flood(head: string, piece: string, bytes: number) {
  const filter = createMailFilter();
  filter.push(Buffer.from(head));
  const chunk = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  Bun.gc(true);
  const before = heldBytes();
  const started = performance.now();
  for (let sent = 0; sent < bytes; sent += chunk.length) filter.push(chunk);
  const result = filter.end();
  const ms = performance.now() - started;
  Bun.gc(true);
  return { result, ms, grownMb: (heldBytes() - before) / 1_048_576 };
}

/** What is reachable, and not what the allocator keeps for later, which depends on the tests before. */
function heldBytes(): number {
  const { heapSize, extraMemorySize } = heapStats();
  return heapSize + extraMemorySize;
}

const MULTIPART = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";

test.each([
  ["a header without end", "X: ", "a", "header"],
  ["a thousand fields", "", "X: a\r\n", "header"],
  ["parts without end", MULTIPART, "--b\r\n\r\n", "parts"],
  ["parts in parts", "", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "depth"],
])("%s is refused without being kept", (_, head, piece, problem) => {
  const { result, ms, grownMb } = flood(head, piece, 16 * 1_048_576);
  expect(result).toEqual({ ok: false, problem: problem as never });
  expect(ms).toBeLessThan(60_000);
  expect(grownMb).toBeLessThan(32);
});

test.each([
  ["a text of 16 MB", "\r\n", "lorem ipsum\r\n"],
  ["one line of 16 MB", "\r\n", "x"],
  ["16 MB of empty lines", "\r\n", "\r\n"],
  ["16 MB that look like boundaries", `${MULTIPART}--b\r\n\r\n`, "--c\r\n"],
  ["an attachment of 16 MB", "Content-Type: application/zip\r\n\r\n", "AAAA\r\n"],
])(
  "%s takes little memory and time",
  (_, head, piece) => {
    const { result, ms, grownMb } = flood(head, piece, 16 * 1_048_576);
    expect(result.ok && result.value.texts.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(
      262_144,
    );
    expect(grownMb).toBeLessThan(48);
    expect(ms).toBeLessThan(60_000);
  },
  180_000,
);
