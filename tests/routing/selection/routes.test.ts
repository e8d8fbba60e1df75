import { describe, expect, test } from "bun:test";
import { askedLane, describeTarget, isTarget, laneOfTargets, targetsOfLane } from "../../../lib/messages/index.ts";
import { createRoutes, parseRoute, type Route } from "../../../lib/routing/index.ts";

function rule(text: string): Route {
  const parsed = parseRoute(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
const routesOf = (...texts: string[]) => createRoutes(texts.map(rule));

describe("a rule", () => {
  test.each([
    ["+49=pool:germany", { prefix: "+49", targets: [{ kind: "pool", name: "germany" }] }],
    [" +4917 = modem:m1 ", { prefix: "+4917", targets: [{ kind: "modem", name: "m1" }] }],
    ["22=modem:a b", { prefix: "22", targets: [{ kind: "modem", name: "a b" }] }],
    ["*=pool:x|*", { prefix: "*", targets: [{ kind: "pool", name: "x" }, { kind: "any" }] }],
    [
      "+1=modem:a=b|pool:c",
      {
        prefix: "+1",
        targets: [
          { kind: "modem", name: "a=b" },
          { kind: "pool", name: "c" },
        ],
      },
    ],
  ] satisfies [string, Route][])("%s is understood", (text, route) => {
    expect(rule(text)).toEqual(route);
  });

  test.each([
    ["", "PREFIX=TARGET"],
    ["+49", "PREFIX=TARGET"],
    ["=pool:x", "prefix"],
    ["0049=pool:x", "+ instead of 00"],
    ["germany=pool:x", "prefix"],
    ["+49=germany", "pool:NAME, modem:NAME or *"],
    ["+49=pool:", "pool:NAME"],
    ["+49=pool:x|", "pool:NAME"],
    ["+49=", "pool:NAME"],
  ])("%p is none, and what would be right is said", (text, part) => {
    expect(parseRoute(text)).toEqual({ ok: false, problem: expect.stringContaining(part) });
  });
});

describe("the lane of a message", () => {
  const lane = (recipient: string, ...texts: string[]) => routesOf(...texts).laneOf({ recipient });

  test("comes from the longest prefix, in whatever order the rules are", () => {
    const rules = ["+4917=modem:m1", "+49=pool:germany", "*=pool:rest"];
    for (const texts of [rules, rules.toReversed()]) {
      expect(lane("+491701234567", ...texts)).toBe("modem:m1");
      expect(lane("+493012345", ...texts)).toBe("pool:germany");
      expect(lane("+41791234567", ...texts)).toBe("pool:rest");
      expect(lane("22333", ...texts)).toBe("pool:rest");
    }
  });

  test("is for any modem without a rule, and where a rule says so", () => {
    expect(lane("+491701234567")).toBe("");
    expect(lane("+491701234567", "+49=pool:germany", "+4917=*")).toBe("");
    expect(lane("+491701234567", "*=pool:main", "+4917=*|pool:unused")).toBe("");
  });

  test("is by a rule before the pool asked for, by that before the rule for all others, by a modem asked for first", () => {
    const routes = routesOf("+49=pool:germany", "+41=*", "*=pool:main");
    const asked = { pool: "north" };
    expect(routes.laneOf({ recipient: "+491701", ...asked })).toBe("pool:germany");
    expect(routes.laneOf({ recipient: "+41791", ...asked })).toBe("pool:north");
    expect(routes.laneOf({ recipient: "+43660", ...asked })).toBe("pool:north");
    expect(routes.laneOf({ recipient: "+43660" })).toBe("pool:main");
    expect(routes.laneOf({ recipient: "+491701", ...asked, askedModem: "m7" })).toBe("modem:m7");
  });

  test("says the same when it is read again, whatever the names hold", () => {
    for (const text of ["+1=pool:a|modem:b|*", "+1=pool:50%7C off|*", "+1=*|pool:x"]) {
      const lane = laneOfTargets(rule(text).targets);
      expect(laneOfTargets(targetsOfLane(lane))).toBe(lane);
    }
    const [target, ...more] = targetsOfLane(askedLane({ pool: "a|*" }));
    expect([target, more]).toEqual([{ kind: "pool", name: "a|*" }, []]);
  });
});

test("a modem is what a target names by its name or its pool", () => {
  const transport = { name: "m1", pool: "north" };
  const fits = ["modem:m1", "modem:north", "pool:north", "pool:m1", ""].map((lane) =>
    targetsOfLane(lane).map((target) => [describeTarget(target), isTarget(transport, target)]),
  );
  expect(fits.flat()).toEqual([
    ["modem m1", true],
    ["modem north", false],
    ["pool north", true],
    ["pool m1", false],
    ["any modem", true],
  ]);
});
