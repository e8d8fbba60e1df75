import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import ts from "typescript";
import { inSentence } from "../../lib/gateway/backups/folder-problem.ts";
import { type DomainEvent, describeEvent, EVENT_WORDINGS, type EventKind } from "../../lib/messages/index.ts";
import { JOB_UNREADABLE } from "../../lib/routing/destinations/attempt.ts";
import { waitOf } from "../../lib/routing/queue/why-it-waits.ts";
import { TEXT_UNREADABLE } from "../../lib/routing/queue/why-not.ts";
import { REASONS } from "../../web/pages/events-log/event-reasons.ts";
import { phrases } from "../../web/words/de/phrases.ts";
import { createSaid } from "../../web/words/said.ts";
import { readSources, walk } from "../architecture/source.ts";
import { EVENT_SAMPLES } from "../support/event-samples.ts";

const said = createSaid(phrases);
const root = resolve(import.meta.dir, "../..");
const variablesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

test("each phrase says the same in German: with what differs, and not in English", () => {
  for (const [english, german] of phrases) {
    const names = variablesIn(english);
    expect([english, variablesIn(german).filter((name) => !names.includes(name))]).toEqual([english, []]);
    if (!/^(\{\w+\}|[^a-z]*)$/i.test(english)) expect(german).not.toBe(english);
  }
  expect(new Set(phrases.map(([english]) => english)).size).toBe(phrases.length);
});

test("what differs stays, a phrase in a phrase is said too, and the sentence keeps its stop and its capital", () => {
  expect(said("Contact Anna (site) was added")).toBe("Kontakt Anna (site) wurde angelegt");
  expect(said("Refused: the user may not call from this address")).toBe(
    "Abgelehnt: Der Benutzer darf von dieser Adresse nicht zugreifen",
  );
  expect(said("The name is empty.")).toBe("Der Name ist leer.");
  expect(said("Is missing.")).toBe("Fehlt.");
  expect(said("A sentence of a later gateway.")).toBe("A sentence of a later gateway.");
});

test.each([
  "/dev/ttyUSB7 does not exist: is the modem plugged in?",
  "/dev/ttyUSB7 is busy: another program has opened it",
  "/dev/ttyUSB7 is there, but no device answers behind it",
])("why a modem's port cannot be used is said in German: %s", (reason) => {
  expect(said(`The modem's port cannot be used: ${reason}`)).toStartWith(
    "Der Anschluss des Modems ist nicht benutzbar: ",
  );
  expect(said(`The modem's port cannot be used: ${reason}`)).not.toMatch(ENGLISH);
});

test.each([
  "Was sealed with another key than the file secret.key of this gateway has",
  "Was damaged in the database",
  "is of a kind that this version does not know",
  "Nothing was exported: the secrets of rule r1 were sealed with another key of this installation. What to do: type them again, or export without secrets.",
  "Nothing was exported: the secrets of check shop were sealed with another key of this installation. What to do: type them again, or export without secrets.",
  "Nothing was exported: the secrets of setting --mqtt-password were sealed with another key of this installation. What to do: type them again, or export without secrets.",
  "Nothing was exported: the secret of webhook erp is missing, or was sealed with another key of this installation. What to do: rotate it (aldis webhook rotate erp), or export without secrets.",
  "Nothing was exported: the stored setting --country was damaged in the database. What to do: set it again, or remove it (aldis setting reset country).",
  "Rule Pump is not used: what it says was damaged in the database: set it again, or delete it.",
  "its secret was sealed with another key of this installation: rotate it",
  "Its secret was sealed with another key of this installation, and cannot be shown again: rotate it.",
  "it has no secret that signs: rotate it",
  "what it says was damaged in the database: set it again, or delete it",
  "The modem's PIN cannot be read: set it again",
  "The stored setting of the modem cannot be used: pin must have 4 to 8 digits",
  "The secrets in the database were made with another key than /srv/secret.key: copy that of the other gateway; if every copy is lost: aldis secret-key forget",
  TEXT_UNREADABLE,
  JOB_UNREADABLE,
  "Was damaged in the database: replace all of it (PUT, or import it), or delete it",
  "The rule was damaged in the database: replace all of it (PUT, or import it), or delete it.",
  "The check was damaged in the database: replace all of it (PUT, or import it), or delete it.",
  "Was damaged in the database, and does nothing: set it again, or delete it",
])("why a stored secret, a modem or a text cannot be used is said in German: %s", (problem) => {
  expect(said(problem)).not.toBe(problem);
  expect(said(problem).replace(/: pin must have.*/, "")).not.toMatch(ENGLISH);
});

/** Words that no German sentence has. */
const ENGLISH =
  /\b(?:the|were|with|waits?|nothing|from|again|is|are|now|messages?|of|(?<!aldis )(?:rule|check|setting)|was damaged|its secret)\b/;

describe("the event log in German", () => {
  // Their sentence has a translation of its own, with the reason in words.
  const other = new Set([...Object.keys(REASONS), "setting.changed"]);
  const kinds = (Object.keys(EVENT_WORDINGS) as EventKind[]).filter((kind) => !other.has(kind));
  test.each(kinds)("%s", (kind) => {
    for (const fields of EVENT_SAMPLES[kind]) {
      const { message } = describeEvent({ ...fields, kind } as DomainEvent);
      expect(said(message)).not.toBe(message);
      expect(said(message).replace(/\{.*\}|“.*”|--[\w-]+/s, "")).not.toMatch(ENGLISH);
    }
  });
});

test.each([
  ...["EROFS", "EACCES", "ENOENT", "ENOTDIR", "ENOSPC", "EIO"].map((code) => {
    const error = inSentence(Object.assign(new Error(code), { code }), "/mnt/usb");
    return error instanceof Error ? error.message : "";
  }),
  "the disk that it goes to is full: delete what is not needed there, or name a folder on another disk",
  "the disk with the database is full: a backup needs room for a copy of it there. What to do: free 64 MiB or more on that disk (docs/small-machine.md)",
])("why a backup was not made is said in German: %s", (problem) => {
  const { message } = describeEvent({ kind: "backup.failed", problem });
  expect(said(message)).not.toBe(message);
  expect(said(message)).not.toMatch(ENGLISH);
});

test("why a message waits is said in German", () => {
  const message = { state: "queued", via: "sms", dueAt: 0 } as const;
  for (const lane of ["modem:m9", "pool:p9", "*"]) {
    const wait = waitOf({ ...message, lane }, { modems: [], now: 1 });
    if (wait === undefined) throw new Error(`it does not wait for ${lane}`);
    for (const removed of [true, false]) expect(said(wait.because(removed))).not.toMatch(ENGLISH);
  }
});

/** What only programs get to see, since the page never asks so; what it says itself; and pieces of sentences. */
const OF_PROGRAMS = [
  /API|HTTP|ETag|Authorization|Idempotency|authenticator|content type|visible ASCII|\/docs|accepts 7|unknown parameter/,
  /streams? |gateway is ending|client went|time limit|JSON|browser sends|token is invalid|payload|query/i,
  /`|incoming|absent|ring|filter|periods|numbers|validity|duration|hold either|resend to hold|Get a key|single-sign-on/,
  /rest-api|Unknown permission|This key was used|^Another 7|^the address 7|^(?:second factor|SIM P.K|SIM PIN|attempts? .*)$/,
  /right one\.7$/,
];
const SAYS =
  /^(?:failure|notFound|unprocessable|invalid|unauthorized|at|refused|outOfService|lockProblem|wrongPin|problemOf|no)$/;
const IS_SAID = /^(?:message|reasons|x-message)$/;

test("what the interface of the page refuses, and what is wrong with a SIM, is said in German", () => {
  const folders = ["lib/http/v1", "lib/http/operations", "lib/modem/driver", "lib/auth", "lib/routing/address-book"];
  const english = new Set<string>();
  for (const { tree } of readSources(root, folders)) {
    walk(tree, (node) => {
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return;
      if (!isSaid(node)) return;
      const text = textOf(node);
      if (/^[\w“].* /.test(text)) english.add(text);
    });
  }
  expect(english.size).toBeGreaterThan(60);
  const unsaid = [...english].filter(
    (text) => said(text) === text && !OF_PROGRAMS.some((pattern) => pattern.test(text)),
  );
  expect(unsaid).toEqual([]);
}, 180_000);

test("what became of a delivery, what a check found, and what a setting is by default is said in German", () => {
  const english = new Set<string>();
  for (const { tree } of readSources(root, ["lib/monitoring/probes", "lib/routing/destinations/http", "lib/config"])) {
    walk(tree, (node) => {
      if (!ts.isPropertyAssignment(node) || !/^(?:error|text|defaultShown)$/.test(node.name.getText())) return;
      const { initializer } = node;
      if (!ts.isStringLiteralLike(initializer) && !ts.isTemplateExpression(initializer)) return;
      const text = textOf(initializer);
      if (text.includes(" ")) english.add(text);
    });
  }
  expect(english.size).toBeGreaterThan(25);
  expect([...english].filter((text) => said(text) === text && !OF_THE_MACHINE.test(text))).toEqual([]);
}, 180_000);

/** Defaults of what only the command line sets, and what no delivery and no check has. */
const OF_THE_MACHINE =
  /^(?:as --host|one simulated modem|SQLite in the data directory|none: everything is on --port|the job has no .*|there is no program .*|the program ping .*|7 7: only .*)$/;

/** What stands in a literal; 7 for what is put in. */
function textOf(node: ts.StringLiteralLike | ts.TemplateExpression): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  return node.head.text + node.templateSpans.map(({ literal }) => `7${literal.text}`).join("");
}

/** Whether it is an argument of what refuses, or the value of a member that says why. */
function isSaid(text: ts.Node): boolean {
  for (let node = text; node.parent !== undefined; node = node.parent) {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent)) {
      const name = parent.name.getText().replaceAll('"', "");
      return IS_SAID.test(name);
    }
    if (ts.isCallExpression(parent)) return parent.expression !== node && SAYS.test(parent.expression.getText());
    if (ts.isReturnStatement(parent) || ts.isFunctionLike(parent)) {
      const owner = ts.isFunctionLike(parent) ? parent : ts.findAncestor(parent, ts.isFunctionLike);
      return owner?.name !== undefined && SAYS.test(owner.name.getText());
    }
  }
  return false;
}
