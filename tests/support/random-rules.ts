import fc from "fast-check";
import type { Condition, RoutedMessage } from "../../lib/messages/index.ts";

const word = fc.constantFrom("Test", "test", "ALARM", "4", "+49", "49170", "AMAZON", "a.b", "é");
const pattern = fc.constantFrom(
  "^(49|43)+\\d",
  "123$",
  "(?s)^.*$",
  "\\d+",
  "[a-z]{2,5}",
  "^$",
  "(a|b)*c",
  "\\bTest\\b",
);
const ignoreCase = fc.option(fc.boolean(), { nil: undefined });

const textTest = fc
  .oneof(fc.record({ is: word }), fc.record({ contains: word }), fc.record({ matches: pattern }))
  .chain((test) => ignoreCase.map((flag) => (flag === undefined ? test : { ...test, ignoreCase: flag })));
const day = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
const time = fc.nat(1_439).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
const two = (value: number) => String(value).padStart(2, "0");

const leaf = fc.oneof(
  fc.record({ sender: fc.oneof(textTest, fc.record({ contact: word }), fc.record({ group: word })) }),
  fc.record({ recipient: textTest }),
  fc.record({ text: textTest }),
  fc.record({ kind: fc.constantFrom("text", "call") }),
  fc.record({ channel: fc.constantFrom("sms", "telegram") }),
  fc.record({ modem: fc.constantFrom("modem1", "modem2") }),
  fc.record({ known: fc.boolean() }),
  fc.record({ during: fc.record({ weekdays: fc.array(day, { minLength: 1, maxLength: 3 }), from: time, to: time }) }),
);

/** Trees of up to six levels. */
export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    leaf as fc.Arbitrary<Condition>,
    fc.record({ not: tie("tree") }),
    fc.record({ and: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }) }),
    fc.record({ or: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }) }),
  ),
})).tree;

const template = fc.constantFrom("{text}", "{senderName}: {text}", "{id} {{x} {contact.note}", "plain");
const destination = fc.oneof(
  fc.record({ webhook: word }),
  fc.record({ group: word, channel: fc.constantFrom("auto", "sms", "email"), text: template }),
  fc.record({ number: fc.constant("+491701234567"), text: template }),
  fc.record({ email: fc.record({ to: fc.constant(["a@example.org"]), subject: template, text: template }) }),
  fc.record({ http: fc.record({ url: fc.constant("http://h/{id}?t=$TXT$"), body: fc.constant('{"t": "{text}"}') }) }),
  fc.record({ isms: fc.record({ url: fc.constant("http://h/"), text: template }) }),
  fc.record({ mqtt: fc.record({ topic: fc.constant("in/{modem}"), qos: fc.constantFrom(0, 1, 2) }) }),
  fc.record({ autoReply: fc.record({ text: template, everySeconds: fc.integer({ min: 1, max: 86_400 }) }) }),
  fc.record({ alarm: fc.record({ policy: word }) }),
);

/** Rules as people give them, with any of their fields left out. */
export const ruleFields = fc.record(
  {
    name: word,
    enabled: fc.boolean(),
    when: conditions,
    replace: fc.array(fc.record({ pattern, with: fc.constantFrom("", "$0", "$$1", "x") }), { maxLength: 3 }),
    then: fc.array(destination, { maxLength: 4 }),
    stop: fc.boolean(),
  },
  { requiredKeys: ["name"] },
);

export const messages: fc.Arbitrary<RoutedMessage> = fc
  .record({
    id: fc.nat(),
    kind: fc.constantFrom("text" as const, "call" as const),
    channel: fc.constantFrom("sms" as const, "telegram" as const),
    modem: fc.constantFrom("modem1", "modem2"),
    sender: fc.constantFrom("", "+491701234567", "01701234123", "8877", "AMAZON", "a.b@example.org"),
    recipient: fc.constantFrom("", "+4915100000000"),
    text: fc.oneof(word, fc.string({ unit: "binary", maxLength: 40 })),
    receivedAt: fc.integer({ min: 1_760_000_000_000, max: 1_800_000_000_000 }),
  })
  .map(({ text, ...message }) => (message.kind === "call" ? message : { ...message, text }));
