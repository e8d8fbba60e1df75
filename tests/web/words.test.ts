import { expect, test } from "bun:test";
import { resolve } from "node:path";
import ts from "typescript";
import { words as german } from "../../web/words/de.ts";
import { words as english } from "../../web/words/en.ts";
import { placeOf, readSources, type Source, walk } from "../architecture/source.ts";

/** The gallery is for developers and in no binary: what it shows is made up. */
const sources = readSources(resolve(import.meta.dir, "../.."), ["web"]).filter(
  ({ path }) => !/^web\/(words|gallery)\//.test(path),
);
const keys = Object.keys(english) as (keyof typeof english)[];

/** Words that both languages share. */
const SAME = new Set([
  "nodes.does.mqtt",
  "nodes.does.telegram",
  "nodes.modems",
  "nodes.version",
  "messages.source.mqtt",
  "addressBook.name",
  "addressBook.plan",
  "alarms.door.api.php",
  "alarms.door.sms",
  "alarms.door.telegram",
  "alarms.door.v1",
  "alarms.way.sms",
  "alarms.way.telegram",
  "app.name",
  "backup.export",
  "backup.import",
  "backup.part.webhooks",
  "deliveries.kind.alarm",
  "deliveries.kind.mqtt",
  "deliveries.kind.webhook",
  "developers.for.alertmanager",
  "developers.for.checkmk",
  "developers.for.curl",
  "developers.for.powershell",
  "developers.for.python",
  "developers.for.zabbix",
  "developers.title",
  "eventsLog.modem",
  "messages.channel.sms",
  "messages.channel.telegram",
  "messages.kind.mms",
  "messages.kind.text",
  "messages.modem",
  "messages.priority.normal",
  "messages.sim",
  "messages.text",
  "modems.dbm",
  "modems.title",
  "modems.titleOf",
  "modems.traceIn",
  "modems.traceOut",
  "monitoring.name",
  "monitoring.port",
  "option.choice.alarm-language.de",
  "option.choice.alarm-language.en",
  "option.choice.mail-tls.starttls",
  "option.name.mqtt",
  "option.name.mqtt-prefix",
  "option.choice.proxy-header.x-forwarded-for",
  "options.bot",
  "options.broker",
  "options.homeAssistant",
  "options.mqtt",
  "options.telegram",
  "storage.mebibytes",
  "parts.timeline.more",
  "permission.telegram",
  "permission.webhooks",
  "policies.way.sms",
  "policies.way.telegram",
  "policies.webhookName",
  "policies.whom.contact",
  "routing.channel.sms",
  "routing.channel.telegram",
  "routing.destination.alarm",
  "routing.destination.mqtt",
  "routing.destination.webhook",
  "routing.name",
  "routing.subject.modem",
  "routing.subject.text",
  "routing.text",
  "routing.tryText",
  "send.channel.sms",
  "send.channel.telegram",
  "send.priority.normal",
  "setup.administrator",
  "signIn.code",
  "simulator.title",
  "webhooks.name",
  "webhooks.title",
]);
/** Attributes that people read or hear. */
const SPOKEN = new Set(["alt", "aria-description", "aria-label", "description", "label", "placeholder", "title"]);
const LETTERS = /\p{L}{2}/u;
const PLURALS = /_(one|other)$/;

test("both languages have the same texts with the same variables", () => {
  expect(Object.keys(german).sort()).toEqual(keys.toSorted());
  const variables = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const key of keys) expect({ key, uses: variables(german[key]) }).toEqual({ key, uses: variables(english[key]) });
});

test("what is the same in both languages is meant to be", () => {
  const isSame = (key: keyof typeof english) =>
    english[key] === german[key] && LETTERS.test(english[key].replace(/\{\w+\}/g, ""));
  expect(keys.filter((key) => isSame(key) && !SAME.has(key))).toEqual([]);
});

test("every text is used", () => {
  const used = new Set<string>();
  const beginnings: string[] = [];
  for (const { tree } of sources) {
    walk(tree, (node) => {
      if (ts.isStringLiteralLike(node)) used.add(node.text);
      // Of `permission.${name}` all that begin so may be meant.
      if (ts.isTemplateHead(node) && node.text.includes(".")) beginnings.push(node.text);
    });
  }
  const isUsed = (key: string) =>
    // Words of no page in particular wait for whoever needs them.
    key.startsWith("common.") ||
    used.has(key.replace(PLURALS, "")) ||
    beginnings.some((start) => key.startsWith(start));
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});

test("no text for people is written outside of web/words", () => {
  expect(sources.flatMap(literalTexts)).toEqual([]);
});

function literalTexts(source: Source): string[] {
  const found: string[] = [];
  walk(source.tree, (node) => {
    const text = ts.isJsxText(node) ? node.text : attributeText(node);
    if (text !== undefined && LETTERS.test(text)) found.push(`${placeOf(source, node)} ${text.trim()}`);
  });
  return found;
}

function attributeText(node: ts.Node): string | undefined {
  if (!ts.isJsxAttribute(node) || !SPOKEN.has(node.name.getText())) return undefined;
  const { initializer } = node;
  if (initializer === undefined) return undefined;
  const value = ts.isJsxExpression(initializer) ? initializer.expression : initializer;
  return value !== undefined && ts.isStringLiteralLike(value) ? value.text : undefined;
}
