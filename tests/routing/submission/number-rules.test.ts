import { describe, expect, test } from "bun:test";
import {
  createNumberReader,
  createNumberRules,
  type NumberRange,
  type NumberSettings,
  parseNumberRange,
} from "../../../lib/routing/index.ts";

const ranges = (texts: string) =>
  texts
    .split(",")
    .filter((text) => text !== "")
    .map((text) => parseNumberRange(text) as NumberRange);
const settings = (given: { allowed?: string; blocked?: string; emergency?: string[] } = {}): NumberSettings => ({
  allowed: ranges(given.allowed ?? ""),
  blocked: ranges(given.blocked ?? ""),
  emergency: given.emergency ?? [],
});

/** What becomes of a number as a client writes it. */
function decide(raw: string, country: string, given: NumberSettings, kind: "text" | "ring" = "text") {
  const read = createNumberReader({ country }).read(raw);
  return read.ok ? createNumberRules({ country, ...given }).check(read.value, kind) : "no number";
}

describe("an emergency number is refused", () => {
  test.each(["112", "110", "911", "999", "000", "08", "118", "119"])("%s, whatever the home country", (number) => {
    for (const country of ["DE", "US", "IN", "NZ", "XX"]) {
      expect({ country, is: decide(number, country, settings()) }).toEqual({ country, is: "emergency" });
    }
  });

  test.each<[string, string[], string[]]>([
    ["DE", ["112", "110"], ["115", "19222", "22922", "111"]],
    ["AT", ["112", "122", "133", "144"], ["1414"]],
    ["CH", ["112", "117", "118", "144"], ["1414"]],
    ["FR", ["15", "17", "18", "112"], ["36665", "19"]],
    ["GB", ["112", "999"], ["60006", "101"]],
    ["US", ["911", "112"], ["24273", "711"]],
    ["AU", ["000", "106", "112"], ["1300"]],
    ["NZ", ["111"], ["2244"]],
    ["RU", ["01", "02", "03", "101", "102", "103", "112"], ["0890"]],
    ["IN", ["100", "101", "102", "108", "112"], ["56767"]],
    ["BR", ["190", "192", "193"], ["27900"]],
    ["GA", ["18", "1300", "1399", "1730"], ["1200"]],
  ])("%s has its own", (country, emergency, others) => {
    for (const number of emergency) {
      expect({ number, is: decide(number, country, settings()) }).toEqual({ number, is: "emergency" });
    }
    for (const number of others) {
      expect({ number, is: decide(number, country, settings()) }).toEqual({ number, is: "allowed" });
    }
  });

  test.each([
    "112",
    " 112 ",
    "1-1-2",
    "(112)",
    "1\u200b12",
    "0112",
    "00112",
    "000112",
    "+112",
    "0049112",
    "+49112",
    "+49 (0)112",
    "+490112",
    "00490112",
    "+49 110",
    "49112",
    "+43133",
    "0043 133",
    "+44999",
    "+1911",
  ])("written as %p", (number) => {
    expect(decide(number, "DE", settings())).not.toBe("allowed");
  });

  test("also the longest, behind the longest country code and zeros", () => {
    const rules = createNumberRules({ country: "DE", ...settings() });
    for (const number of ["+291124422", "+2910124422", "+29100124422", "+4900000112", "000049000112"]) {
      expect({ number, is: rules.check(number, "text") }).toEqual({ number, is: "emergency" });
    }
  });

  test("to a call also with digits behind it, which networks leave out; a text goes to that short code", () => {
    for (const number of ["1121", "11200", "11012"]) {
      expect(decide(number, "DE", settings(), "ring")).toBe("emergency");
      expect(decide(number, "DE", settings(), "text")).toBe("allowed");
    }
  });

  test("and no number that only contains one", () => {
    for (const number of ["+491701120110", "01711210112", "+49112345678", "+4311033344", "+442079460999", "+4915112"]) {
      for (const kind of ["text", "ring"] as const) expect(decide(number, "DE", settings(), kind)).toBe("allowed");
    }
  });

  test("unless a setting names it, as it is dialled", () => {
    const given = settings({ emergency: ["112"] });
    expect(decide("112", "DE", given)).toBe("allowed");
    expect(decide("0049112", "DE", given)).toBe("allowed");
    expect(decide("110", "DE", given)).toBe("emergency");
    expect(decide("112", "DE", settings({ emergency: ["112"], blocked: "112" }))).toBe("blocked");
  });

  test("even where it is among the allowed", () => {
    expect(decide("112", "DE", settings({ allowed: "112,DE" }))).toBe("emergency");
  });
});

describe("allowed and blocked numbers", () => {
  test.each<[string, { allowed?: string; blocked?: string }, string, string]>([
    ["a country by its letters", { allowed: "DE,at" }, "01701234567", "allowed"],
    ["another country of the list", { allowed: "DE,at" }, "+436641234567", "allowed"],
    ["a country that is not in it", { allowed: "DE,at" }, "+41791234567", "not-allowed"],
    ["one of two countries with one code", { allowed: "CA" }, "+14165550123", "allowed"],
    ["the other of them", { allowed: "CA" }, "+12125550123", "not-allowed"],
    ["what no table knows, when its code is shared", { allowed: "CA" }, "+19995550123", "not-allowed"],
    ["the same, blocked", { blocked: "CA" }, "+19995550123", "blocked"],
    ["a prefix", { allowed: "+49170" }, "0170 1234567", "allowed"],
    ["with 00", { allowed: "0049170" }, "+491701234567", "allowed"],
    ["in its national form", { allowed: "0170" }, "+491701234567", "allowed"],
    ["another prefix", { allowed: "+49170" }, "+491711234567", "not-allowed"],
    ["a short code that is not named", { allowed: "DE" }, "72373", "not-allowed"],
    ["one that is", { allowed: "DE,72373" }, "72373", "allowed"],
    ["premium numbers of an allowed country", { allowed: "DE", blocked: "0900,+49137" }, "09001234567", "blocked"],
    ["written with its code", { allowed: "DE", blocked: "0900,+49137" }, "0049 900 1234567", "blocked"],
    ["a blocked country", { blocked: "CH" }, "+41791234567", "blocked"],
    ["its neighbour", { blocked: "CH" }, "+491701234567", "allowed"],
    ["a satellite network, which is no country", { allowed: "DE" }, "+881612345678", "not-allowed"],
    ["by its prefix", { blocked: "+881" }, "+881612345678", "blocked"],
  ])("%s", (_, given, number, expected) => {
    expect(decide(number, "DE", settings(given))).toBe(expected as "allowed");
  });

  test.each(["", "XX", "Germany", "+", "+49x", "1".repeat(16)])("%p is no range", (text) => {
    expect(parseNumberRange(text)).toBeUndefined();
  });
});
