import type { Leaf, RuleDay, RuleHours, SenderTest, TextTest, Weekday, WeeklyHours } from "../../messages/index.ts";
import { covers, MINUTES_OF_A_DAY } from "../wall-clock.ts";
import { WEEKDAYS } from "./conditions.ts";
import { type Facts, keyOf } from "./facts.ts";
import { patternOf } from "./patterns.ts";

/** What a test leaves behind besides its answer. */
export interface Looked {
  /** Characters that were looked at, in all. */
  work: number;
  /** The form of the number that it held for. */
  form: string | undefined;
}

/** Whether it holds. */
type Test = (facts: Facts, looked: Looked) => boolean;

/** Makes the function that does one test of a rule. */
export function compileTest(leaf: Leaf): Test {
  if ("sender" in leaf) return senderTest(leaf.sender);
  if ("recipient" in leaf) return numberTest(leaf.recipient, (facts) => facts.recipients());
  if ("text" in leaf) {
    const matches = comparison(leaf.text);
    return (facts, looked) => {
      const { text } = facts.message;
      if (text === undefined) return false;
      looked.work += text.length;
      return matches(text, facts.lowerText);
    };
  }
  if ("kind" in leaf) return plain(({ message }) => message.kind === leaf.kind);
  if ("channel" in leaf) return plain(({ message }) => message.channel === leaf.channel);
  if ("modem" in leaf) {
    const modem = keyOf(leaf.modem);
    return plain((facts) => facts.modem() === modem);
  }
  if ("known" in leaf) return plain((facts) => facts.contacts().length > 0 === leaf.known);
  const hours = weeklyHours(leaf.during);
  return plain((facts) => covers(hours, facts.clock(leaf.during.timeZone)));
}

const plain = (holds: (facts: Facts) => boolean): Test => holds;

function senderTest(test: SenderTest): Test {
  if ("contact" in test) {
    const contact = keyOf(test.contact);
    return plain((facts) => facts.contactNames().has(contact));
  }
  if ("group" in test) {
    const group = keyOf(test.group);
    return plain((facts) => facts.groupNames().has(group));
  }
  return numberTest(test, (facts) => facts.senders());
}

/** A test that holds when it does for one of several forms. `is` takes a number in any form that the gateway reads. */
function numberTest(test: TextTest, formsOf: (facts: Facts) => readonly string[]): Test {
  const matches = comparison(test);
  const wantedOf = "is" in test ? internationalOnce(test.is) : undefined;
  return (facts, looked) => {
    const forms = formsOf(facts);
    for (const form of forms) {
      looked.work += form.length;
      if (matches(form)) {
        looked.form = form;
        return true;
      }
    }
    const wanted = forms.length > 0 ? wantedOf?.(facts.international) : undefined;
    if (wanted === undefined || !forms.includes(wanted)) return false;
    looked.form = wanted;
    return true;
  };
}

/** Reads a number once for all messages that are read by the same reader. */
function internationalOnce(number: string) {
  let by: Facts["international"] | undefined;
  let read: string | undefined;
  return (international: Facts["international"]) => {
    if (international !== by) {
      by = international;
      read = international(number);
    }
    return read;
  };
}

/** @returns whether a text is what is looked for; `lower` gives it in lower case, where that is known */
function comparison(test: TextTest): (text: string, lower?: () => string) => boolean {
  if ("matches" in test) {
    const pattern = patternOf(test.matches, test.ignoreCase);
    return (text) => pattern.test(text);
  }
  const [given, isWhole] = "is" in test ? [test.is, true] : [test.contains, false];
  if (test.ignoreCase !== true) return isWhole ? (text) => text === given : (text) => text.includes(given);
  const word = given.toLowerCase();
  return (text, lower = () => text.toLowerCase()) => (isWhole ? lower() === word : lower().includes(word));
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
