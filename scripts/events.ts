/** Writes docs/events.md from the comments of `EventData` and the sentences. A test tells when it is out of date. */
import { join } from "node:path";
import ts from "typescript";
import { EVENT_WORDINGS, type EventKind } from "../lib/messages/index.ts";

const root = join(import.meta.dir, "..");
const SOURCE = join(root, "lib/messages/events/kinds.ts");

/** The page, in Markdown. */
export function eventReference(): string {
  return `# Events

What people may want to know of later is an event. \`aldis event list\` shows them, newest first; \`--kind\` takes a kind of this page.
Every event of a running gateway, not of a command, is also a line of the log, with most digits of telephone numbers hidden. Refusals and states of modems
have lines of their own there, and \`events.dropped\` about the whole event log has none.
There is never a password in an event, and never the text of a message.

Of the data, user, address, modem and message (an outgoing one) stand in front of the sentence; \`--modem\` and \`--message\` list only the events of one. What is set
in *italics* is kept by its name besides the sentence (\`aldis event list --json\`: \`details\`). What a command did has no user, and \`door\` \`command\` among these. The rest stands in the sentence. A question mark: not always there. Where many requests were refused within a minute, those that are not
events of their own are one, with the reason *many* and how many had each reason.

This page is made by \`bun run scripts/events.ts\`.

| kind | severity | when | data |
|---|---|---|---|
${kinds().map(row).join("\n")}
`;
}

interface Kind {
  name: EventKind;
  when: string;
  data: string[];
}

function row({ name, when, data }: Kind): string {
  const { severity, isWarning } = EVENT_WORDINGS[name];
  const severities = isWarning === undefined ? severity : `${severity}, warning`;
  return `| \`${name}\` | ${severities} | ${when} | ${data.join(", ")} |`;
}

/** As `EventData` declares them, in its order. */
function kinds(): Kind[] {
  const { options } = ts.parseJsonConfigFileContent({ extends: "./tsconfig.json" }, ts.sys, root);
  const program = ts.createProgram([SOURCE], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const data = program
    .getSourceFile(SOURCE)
    ?.statements.filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === "EventData");
  if (data === undefined) throw new Error(`${SOURCE} declares no EventData`);
  return checker
    .getTypeAtLocation(data)
    .getProperties()
    .map((kind) => {
      const name = kind.getName();
      if (!isKind(name)) throw new Error(`${name} has no sentence`);
      const when = ts.displayPartsToString(kind.getDocumentationComment(checker));
      if (when === "") throw new Error(`${name} does not say when it happens`);
      return { name, when, data: fieldsOf(checker.getTypeOfSymbol(kind), checker) };
    });
}

const isKind = (name: string): name is EventKind => Object.hasOwn(EVENT_WORDINGS, name);

/** A field of one form that the data can have. */
interface Field {
  shown: string;
  isOptional: boolean;
}

/** As `aldis event list` calls them. */
const SHOWN_AS: Readonly<Record<string, string>> = { userName: "user", messageId: "message" };

/** The fields of every form; a question mark says that not every event has it. */
function fieldsOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  const forms = formsOf(type).flatMap((form) => readForm(form, checker));
  const names = new Set(forms.flatMap((form) => form.map(({ shown }) => shown)));
  return [...names].map((name) => {
    const isAlways = forms.every((form) => form.some(({ shown, isOptional }) => shown === name && !isOptional));
    return isAlways ? name : `${name}?`;
  });
}

/** What is in `details` in italics; a form for each form of it. */
function readForm(form: ts.Type, checker: ts.TypeChecker): Field[][] {
  const fields = form.getProperties().map((symbol) => readField(symbol, checker));
  const details = form.getProperty("details");
  const own = fields.filter(({ shown }) => shown !== "details");
  if (details === undefined) return [own];
  return formsOf(checker.getTypeOfSymbol(details)).map((kept) => [
    ...own,
    ...kept
      .getProperties()
      // The counts for each reason of refusals have no declaration of their own.
      .filter(({ valueDeclaration }) => valueDeclaration !== undefined)
      .map((symbol) => readField(symbol, checker))
      .map((field) => ({ ...field, shown: `*${field.shown}*` })),
  ]);
}

function readField(symbol: ts.Symbol, checker: ts.TypeChecker): Field {
  const mayBeAbsent = formsOf(checker.getTypeOfSymbol(symbol)).some(
    ({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0,
  );
  const name = symbol.getName();
  return { shown: SHOWN_AS[name] ?? name, isOptional: mayBeAbsent || (symbol.flags & ts.SymbolFlags.Optional) !== 0 };
}

const formsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

if (import.meta.main) await Bun.write(join(root, "docs/events.md"), eventReference());
