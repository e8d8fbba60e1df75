import { describe, expect, test } from "bun:test";
import { createTraces } from "../../lib/messages/index.ts";

const traces = createTraces({
  number: "+491701234567",
  forms: ["491701234567", "00491701234567", "01701234567", "1701234567"],
  contacts: [],
  chatIds: [],
});

describe("the number of a person in a text", () => {
  test.each([
    "+491701234567",
    "0170 / 1234567",
    "0170 – 123 45 67",
    "0170  -  1234567",
    "+49 (0) 170 - 1234567",
    "0049 (0)170 1234567",
    "+49 / 170 / 1234567",
    "+490170 1234567",
    "0170_1234567",
    "0170,1234567",
    "0170·1234567",
    "0170\u200b1234567",
    "\u202a+49 170\u202c 1234567",
    "٠١٧٠١٢٣٤٥٦٧",
    "۰۱۷۰ ۱۲۳ ۴۵۶۷",
    "０１７０－１２３４５６７".replace("－", "-"),
  ])("is found as %s", (written) => {
    expect(traces.masked(`call ${written}!`)).toMatch(/^call \u202a?\(?\[erased\]!$/);
  });

  test.each(["to=%2B491701234567", "to=%20491701234567", "to=+49%20170%20%2F%201234567", "to=0049%28170%291234567"])(
    "is found in a URL with %s",
    (query) => {
      expect(traces.isIn(`http://server.example/?${query}&text=x`)).toBe(true);
    },
  );

  test.each(["+4917012345678", "1491701234567", "0170 123456", "1234567", "117012345670", "٢١٧٠١٢٣٤٥٦٧٨"])(
    "is not found in %s",
    (other) => {
      expect(traces.masked(`call ${other}!`)).toBe(`call ${other}!`);
    },
  );

  test("is found as the event log has it, and not in the like of a longer one", () => {
    expect(traces.masked("call +4917…67!")).toBe("call [erased]!");
    expect(traces.masked("call +4917…678!")).toBe("call +4917…678!");
  });

  test("is not found in those that it begins, nor short in counts and IDs", () => {
    const short = createTraces({
      number: "+49170",
      forms: ["49170", "0049170", "0170", "170"],
      contacts: [],
      chatIds: [],
    });
    expect(short.masked("call +491701234567!")).toBe("call +491701234567!");
    const details = JSON.stringify({ messageId: 170, to: "+491701234567" });
    expect(short.maskedJson(details)).toBe(details);
    expect(traces.maskedJson('{"to":491701234567}')).toBe('{"to":0}');
  });

  test("is found however short where JSON has nothing else, and sentences say to or from", () => {
    const short = createTraces({ number: "22333", forms: [], contacts: [], chatIds: [] });
    expect(short.maskedJson('{"data":{"to":"22333","id":22333},"all":["22333","223334"]}')).toBe(
      '{"data":{"to":"[erased]","id":22333},"all":["[erased]","223334"]}',
    );
    expect(short.maskedParty("The message to 22333 was not sent: +CMS ERROR: 22333")).toBe(
      "The message to [erased] was not sent: +CMS ERROR: 22333",
    );
    const [sent, post] = ["sms", "POST"].map((number) =>
      createTraces({ number, forms: [], contacts: [], chatIds: [] }),
    );
    expect(sent?.maskedJson('{"from":"sms","channel":"sms"}')).toBe('{"from":"[erased]","channel":"sms"}');
    expect(post?.maskedJson('{"method":"POST"}')).toBe('{"method":"POST"}');
  });

  test("is none that stands in the name of a sender", () => {
    const sender = createTraces({ number: "Info 1234567", forms: [], contacts: [], chatIds: [] });
    expect(sender.isNumber("Info 1234567")).toBe(true);
    expect(sender.isIn("call 1234567")).toBe(false);
    expect(sender.digits).toEqual([]);
  });
});

test("whoever is called as what stands for the erased is masked once", () => {
  const person = { number: "+491701234567", forms: [], contacts: [{ id: 1, name: "Erased" }], chatIds: [] };
  const { maskedNames } = createTraces(person);
  const once = maskedNames("Contact Erased added to [erased]");
  expect([once, maskedNames(once)]).toEqual(Array(2).fill("Contact [erased] added to [erased]"));
});
