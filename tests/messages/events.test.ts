import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import {
  createEvents,
  type DomainEvent,
  describeEvent,
  EVENT_WORDINGS,
  type EventKind,
} from "../../lib/messages/index.ts";
import { eventReference } from "../../scripts/events.ts";

const root = resolve(import.meta.dir, "../..");
const added = (name: string): DomainEvent => ({ kind: "user.added", name });
const noFailure = (error: unknown) => {
  throw error;
};

test("every subscriber gets every event from its subscription on, in order, until it ends it", () => {
  const events = createEvents({ failed: noFailure });
  const heard: string[] = [];
  const hear = (who: string) => (event: DomainEvent) => void heard.push(`${who}: ${describeEvent(event).message}`);
  events.record(added("nobody"));
  const stop = events.subscribe(hear("first"));
  events.subscribe(hear("second"));
  events.record(added("anna"));
  stop();
  stop();
  events.record(added("bernd"));
  expect(heard).toEqual(["first: User anna was added", "second: User anna was added", "second: User bernd was added"]);
});

test("a subscriber that fails keeps neither the recorder nor other subscribers from the event, and is reported", () => {
  const failures: unknown[] = [];
  const events = createEvents({ failed: (error, event) => void failures.push([String(error), event.kind]) });
  const heard: string[] = [];
  events.subscribe(() => {
    throw new Error("broken");
  });
  events.subscribe(({ kind }) => void heard.push(kind));
  events.record(added("anna"));
  events.record({ kind: "telegram.back" });
  expect(heard).toEqual(["user.added", "telegram.back"]);
  expect(failures).toEqual([
    ["Error: broken", "user.added"],
    ["Error: broken", "telegram.back"],
  ]);
});

test("one that ends its subscription while it is called takes no event from the others", () => {
  const events = createEvents({ failed: noFailure });
  const heard: string[] = [];
  const stop = events.subscribe(() => stop());
  events.subscribe(({ kind }) => void heard.push(kind));
  events.record(added("anna"));
  expect(heard).toEqual(["user.added"]);
});

test("an event is described with what can be filtered by and its details, and nothing that is absent", () => {
  expect(
    describeEvent({
      kind: "api.php.refused",
      explanation: "Refused: no recipient",
      userName: "anna",
      address: undefined,
      details: { reason: "no-recipient", recipient: "0170", retryAfterSeconds: undefined },
    }),
  ).toStrictEqual({
    severity: "warning",
    kind: "api.php.refused",
    message: "Refused: no recipient",
    userName: "anna",
    details: { reason: "no-recipient", recipient: "0170" },
  });
});

test("most digits of a recipient's number are not in the sentence about a message", () => {
  const end = { messageId: 7, modem: "m1", number: "+491701234567" };
  const ends: DomainEvent[] = [
    { kind: "message.failed", ...end, error: "rejected (CMS 38)" },
    { kind: "message.unknown", ...end, error: "rejected (CMS 38)" },
    { kind: "message.expired", ...end },
  ];
  expect(ends.map((event) => describeEvent(event).message)).toEqual([
    "The message to +4917…67 was not sent: rejected (CMS 38)",
    "Nobody knows whether the network took the message to +4917…67: rejected (CMS 38)",
    "The message to +4917…67 was not sent: its validity has passed",
  ]);
});

test("an import with refused rows is a warning, and names at most twenty of them", () => {
  const details = { added: 1, changed: 0, unchanged: 0, refused: 0, removed: 0 };
  const imported = (rows: number) =>
    describeEvent({
      kind: "contacts.imported",
      source: "people.csv",
      refusedRows: Array.from({ length: rows }, (_, at) => ({ line: at + 1, name: "Anna", problems: ["no number"] })),
      details: { ...details, refused: rows },
    });
  expect(imported(0)).toMatchObject({ severity: "info", details });
  expect(imported(21).severity).toBe("warning");
  expect(imported(21).message).toEndWith("line 20 (Anna): no number; and 1 more");
});

test("docs/events.md is what the union says", async () => {
  const kept = await Bun.file(join(root, "docs/events.md")).text();
  expect(kept, "run: bun run scripts/events.ts").toBe(eventReference());
});

test("every kind of event is recorded somewhere, and what is recorded is of a kind of the union", () => {
  expect(recordedKinds()).toEqual(Object.keys(EVENT_WORDINGS).sort());
});

/** Kinds of all events that are written in `lib`: of objects whose type is an event, as the compiler finds it. */
function recordedKinds(): string[] {
  const { options } = ts.parseJsonConfigFileContent({ extends: "./tsconfig.json" }, ts.sys, root);
  const files = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("messages/"))
    .map((file) => join(root, "lib", file));
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const kinds = new Set<string>();

  function visit(node: ts.Node): void {
    if (ts.isObjectLiteralExpression(node)) {
      const kind = node.properties.find(({ name }) => name !== undefined && name.getText() === "kind");
      const context = kind && checker.getContextualType(node);
      if (kind !== undefined && context !== undefined && isEvent(context)) {
        const value = ts.isPropertyAssignment(kind) ? kind.initializer : kind;
        const type = checker.getTypeAtLocation(value);
        for (const each of type.isUnion() ? type.types : [type]) {
          if (each.isStringLiteral()) kinds.add(each.value);
          else throw new Error(`${node.getSourceFile().fileName}: ${value.getText()} is not of a closed set of kinds`);
        }
      }
    }
    ts.forEachChild(node, visit);
  }

  /** Whether every kind that it can have is one of an event. */
  function isEvent(type: ts.Type): boolean {
    const kind = type.getProperty("kind");
    if (kind === undefined) return false;
    const kindType = checker.getTypeOfSymbol(kind);
    const kindsOf = kindType.isUnion() ? kindType.types : [kindType];
    return kindsOf.every((each) => each.isStringLiteral() && isKind(each.value));
  }

  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source !== undefined) visit(source);
  }
  return [...kinds].sort();
}

const isKind = (text: string): text is EventKind => Object.hasOwn(EVENT_WORDINGS, text);
