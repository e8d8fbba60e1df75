import { expect, test } from "bun:test";
import { textOfHtml } from "../../lib/email/incoming/html-text.ts";
import { newTextOf } from "../../lib/email/incoming/new-text.ts";
import { smsTextOf } from "../../lib/email/incoming/sms-text.ts";

const written = (text: string) => newTextOf(text, { isReply: false });

test.each([
  ["a signature", "Disk full\n\n-- \nAda Example\nExample Ltd"],
  ["Outlook's line", "Disk full\r\n\r\n-----Original Message-----\r\nFrom: Bob\r\nSubject: x"],
  ["Outlook's line in German", "Disk full\n\n-----Ursprüngliche Nachricht-----\nVon: Bob"],
  ["Outlook.com's line", "Disk full\n\n________________________________\nFrom: Bob\nSent: Monday\n\nOld"],
  ["Gmail's sentence", "Disk full\n\nOn Mon, Feb 2, 2026 at 10:00 AM Bob <bob@example.org> wrote:\n> Old\n> text"],
  ["a sentence on two lines", "Disk full\n\nOn Mon, Feb 2, 2026 at 10:00 AM Bob\n<bob@example.org> wrote:\n\n> Old"],
  ["Thunderbird's sentence in German", "Disk full\n\nAm 02.02.26 um 10:00 schrieb Bob:\n> Alt"],
  ["a sentence with the name behind the verb", "Disk full\n\nOp 2 februari 2026 schreef Bob Example :\n> Oud"],
  ["a telephone's signature", "Disk full\n\nSent from my iPhone"],
  ["Outlook's own signature", "Disk full\n\nGet Outlook for Android<https://aka.ms/x>"],
])("%s and what follows are left out", (_, text) => {
  expect(written(text)).toBe("Disk full");
});

test.each([
  ["Outlook's header", "Disk full\n\nFrom: Bob <bob@example.org>\nSent: Monday\nTo: Ada\nSubject: x\n\nOld"],
  ["Outlook's header in German", "Disk full\n\nVon: Bob\nGesendet: Montag, 2. Februar 2026 10:00\nAn: Ada\n\nAlt"],
])("in an answer, %s and what follows are left out", (_, text) => {
  expect(newTextOf(text, { isReply: true })).toBe("Disk full");
});

test.each([
  ["> 90 % of the disk are used"],
  ["From: sensor 4\nTemperature: 80"],
  ["Link down\nFrom: switch 4\nDate: 2026-02-02 10:00\nPort: 17\nCall the network team"],
  ["Von: Sensor 4\nGesendet: 10:00\nTemperatur: 80"],
  ["On Monday Bob wrote:\nhe will come"],
  ["a -- b"],
  ["--- DOWN ---\nhost web-1"],
])("%p is what its writer wrote, and stays", (text) => {
  expect(written(text)).toBe(text);
});

test("in a reply, lines that begin with > are quoted", () => {
  expect(newTextOf("Yes\n> Shall I?\nAt once", { isReply: true })).toBe("Yes\nAt once");
});

test("a mail that was only forwarded stays whole", () => {
  const forwarded = "-----Original Message-----\nFrom: Bob\nSent: Monday\n\nPump 3 stands still";
  expect(written(forwarded)).toBe(forwarded);
});

test.each([
  ["<p>Hello&nbsp;W&ouml;rld &#8364; &#x41; &bogus;</p>", "Hello Wörld € A &bogus;"],
  ["<style>p{}</style><head><title>x</title></head><p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"],
  [
    "<table><tr><td>Host</td><td>web-1</td></tr><tr><td>State</td><td>down</td></tr></table>",
    "Host web-1\n\nState down",
  ],
  ["a < b<!-- hidden > --> and c &lt; d", "a < b and c < d"],
  ["<script>if (a<b) alert('x')</script>text", "text"],
  ['<div>New</div><div class="gmail_quote"><div>Old</div></div>', "New"],
  ['<div>New</div><div id="divRplyFwdMsg">From: Bob</div>Old', "New"],
  ["<p>New</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><b>From:</b> Bob</div>", "New"],
  ['<p>New</p><blockquote type="cite">Old</blockquote>', "New"],
  ['<p>New</p><div id="Signature">Ada</div>', "New"],
  ['<div class="gmail_quote">Only this</div>', "Only this"],
  ["<p>unclosed <b", "unclosed"],
  ["<p>İİİİİİİİİİİİİİİİİİ</p><style>p{}</style>end", "İİİİİİİİİİİİİİİİİİ\nend"],
  ["İ<SCRIPT>a</script>b<Style>c</STYLE >d", "İbd"],
])("the text of %s", (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

/** Pieces of which hostile mails are made, by what they are long in. */
const HOSTILE = {
  "open brackets": "<",
  "tags without an end": "<a",
  tags: "<div>",
  ampersands: "&",
  "half references": "&#",
  blanks: " ",
  "open comments": "<!--",
  "half end tags": "</",
  "blank lines": "\n ",
  "half attributes": "<a class=",
  "sentences that begin a history": "On a wrote:\n",
  verbs: "am schrieb ",
  "lines of a header": "From: a\n",
  "verbs and blanks": `on abcd${" schreef".repeat(40)}${" ".repeat(400)}:x\n`,
  "verbs and colons": `on abcd${" schreef".repeat(40)}${" :".repeat(300)}x\n`,
  "verbs with names": `on abcd${" schrieb a".repeat(95)}:\n`,
  dashes: `-${"-".repeat(400)}forwarded message${"-".repeat(400)} .\n`,
  "half styles": `<b ${"style='border-top: ".repeat(10)}`,
  "styles without an end": "<style>",
  "letters that are longer in lower case": "İ",
};

test.each(Object.entries(HOSTILE))("256 KB of %s cost no more than a few hundred milliseconds", (_, piece) => {
  const hostile = piece.repeat(262_144 / piece.length);
  // Of the processor: whatever else the machine does.
  const before = process.cpuUsage();
  newTextOf(textOfHtml(hostile), { isReply: true });
  newTextOf(hostile, { isReply: true });
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(400_000);
});

const mail = { subject: "Disk full", text: "web-1, 99 %" };

test("subject and text stand one below the other, and a text that repeats the subject is sent once", () => {
  expect(smsTextOf(mail, "subject-and-body", 100)).toBe("Disk full\nweb-1, 99 %");
  expect(smsTextOf({ ...mail, text: "Disk full\nweb-1" }, "subject-and-body", 100)).toBe("Disk full\nweb-1");
  const onion = { ...mail, subject: "Zwiebel", text: "Zwiebelturm" };
  expect(smsTextOf(onion, "subject-and-body", 100)).toBe("Zwiebel\nZwiebelturm");
  expect(smsTextOf({ ...mail, text: "Disk full: web-1" }, "subject-and-body", 100)).toBe("Disk full: web-1");
  expect(smsTextOf({ subject: "", text: "x" }, "subject-and-body", 100)).toBe("x");
  expect(smsTextOf({ subject: "x", text: "" }, "subject-and-body", 100)).toBe("x");
  expect(smsTextOf(mail, "body", 100)).toBe("web-1, 99 %");
  expect(smsTextOf(mail, "subject", 100)).toBe("Disk full");
});

test("a long text is cut, and no character in half", () => {
  expect(smsTextOf({ subject: "", text: "a".repeat(30) }, "body", 20)).toBe(`${"a".repeat(17)}...`);
  expect(smsTextOf({ subject: "", text: `${"a".repeat(16)}😀${"a".repeat(9)}` }, "body", 20)).toBe(
    `${"a".repeat(16)}...`,
  );
});
