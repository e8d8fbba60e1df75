import type { Leaf, RuleDay, RuleHours, SenderTest, TextTest, Weekday, WeeklyHours } from "../../messages/index.ts";
import { covers, MINUTES_OF_A_DAY } from "../wall-clock.ts";
import { WEEKDAYS } from "./conditions.ts";
import { type Facts, keyOf } from "./facts.ts";
import { patternOf } from "./patterns.ts";

/** What a test says of a message, and how many characters it looked at. */
interface Verdict {
  held: boolean;
  form?: string;
  work: number;
}

type Test = (facts: Facts) => Verdict;

/** Makes the function that does one test of a rule. */
export function compileTest(leaf: Leaf): Test {
  if ("sender" in leaf) return senderTest(leaf.sender);
  if ("recipient" in leaf) return numberTest(leaf.recipient, (facts) => facts.recipients());
  if ("text" in leaf) {
    const matches = comparison(leaf.text);
    return (facts) => {
      const [text] = facts.texts();
      return { held: text !== undefined && matches(text), work: text?.length ?? 0 };
    };
  }
  if ("kind" in leaf) return plain(({ message }) => message.kind === leaf.kind);
  if ("channel" in leaf) return plain(({ message }) => message.channel === leaf.channel);
  if ("modem" in leaf) return plain(({ message }) => keyOf(message.modem) === keyOf(leaf.modem));
  if ("known" in leaf) return plain((facts) => facts.contacts().length > 0 === leaf.known);
  const hours = weeklyHours(leaf.during);
  return plain((facts) => covers(hours, facts.clock(leaf.during.timeZone)));
}

const plain =
  (holds: (facts: Facts) => boolean): Test =>
  (facts) => ({ held: holds(facts), work: 0 });

function senderTest(test: SenderTest): Test {
  if ("contact" in test) return plain((facts) => facts.contactNames().has(keyOf(test.contact)));
  if ("group" in test) return plain((facts) => facts.groupNames().has(keyOf(test.group)));
  return numberTest(test, (facts) => facts.senders());
}

/** A test that holds when it does for one of several forms. `is` takes a number in any form that the gateway reads. */
function numberTest(test: TextTest, formsOf: (facts: Facts) => readonly string[]): Test {
  const matches = comparison(test);
  return (facts) => {
    const forms = formsOf(facts);
    let work = 0;
    for (const form of forms) {
      work += form.length;
      if (matches(form)) return { held: true, form, work };
    }
    const wanted = "is" in test && forms.length > 0 ? facts.international(test.is) : undefined;
    const form = wanted === undefined ? undefined : forms.find((each) => each === wanted);
    return form === undefined ? { held: false, work } : { held: true, form, work };
  };
}

function comparison(test: TextTest): (text: string) => boolean {
  if ("matches" in test) {
    const pattern = patternOf(test.matches, test.ignoreCase);
    return (text) => pattern.test(text);
  }
  const fold = test.ignoreCase === true ? (text: string) => text.toLowerCase() : (text: string) => text;
  if ("contains" in test) {
    const word = fold(test.contains);
    return (text) => fold(text).includes(word);
  }
  const word = fold(test.is);
  return (text) => fold(text) === word;
}

function weeklyHours({ weekdays = WEEKDAYS, from = "00:00", to = "24:00" }: RuleHours): WeeklyHours {
  return {
    weekdays: weekdays.map((day: RuleDay) => (WEEKDAYS.indexOf(day) + 1) as Weekday),
    fromMinute: minuteOf(from),
    // As a schedule has it: the end of the day.
    toMinute: minuteOf(to) || MINUTES_OF_A_DAY,
  };
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
