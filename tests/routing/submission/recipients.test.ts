import { describe, expect, test } from "bun:test";
import { createNumberReader } from "../../../lib/routing/index.ts";

const germany = createNumberReader({ country: "DE" });

function numberIn(country: string, raw: string, options?: { blankIsPlus?: boolean }): string {
  const result = createNumberReader({ country }).read(raw, options);
  return result.ok ? result.value : result.problem;
}

describe("the documented forms, at home in Germany", () => {
  test.each([
    ["00491701234567", "+491701234567"],
    ["+491701234567", "+491701234567"],
    ["491701234567", "+491701234567"],
    ["01701234567", "+491701234567"],
    ["0170 123 45 67", "+491701234567"],
    ["0170/1234567", "+491701234567"],
    ["0170-123.45-67", "+491701234567"],
    ["(0170) 1234567", "+491701234567"],
    ["[0170] 1234567", "+491701234567"],
    ["+49 (0)170 1234567", "+491701234567"],
    ["0049 (0) 170 1234567", "+491701234567"],
    ["+33 6 12 34 56 78", "+33612345678"],
    ["33612345678", "+33612345678"],
    ["+390612345678", "+390612345678"],
    ["110", "110"],
    ["72000", "72000"],
    ["0800", "0800"],
  ])("%s is %s", (raw, number) => {
    expect(germany.read(raw)).toEqual({ ok: true, value: number });
  });

  test("a leading blank before digits is the plus sign that a URL has lost", () => {
    expect(germany.readList(" 491701234567")).toEqual([
      { raw: " 491701234567", result: { ok: true, value: "+491701234567" } },
    ]);
    expect(numberIn("ES", " 351912345678", { blankIsPlus: true })).toBe("+351912345678");
    expect(numberIn("ES", " 61234567", { blankIsPlus: true })).toBe("+61234567");
  });

  test("a leading blank before a zero is layout", () => {
    expect(germany.read(" 01701234567", { blankIsPlus: true })).toEqual({ ok: true, value: "+491701234567" });
    expect(germany.read(" 00491701234567", { blankIsPlus: true })).toEqual({ ok: true, value: "+491701234567" });
  });

  test("what pages add when a number is copied is ignored", () => {
    expect(germany.read("\u202a+49\u00a0170\u20111234567\u202c")).toEqual({ ok: true, value: "+491701234567" });
  });
});

describe("the other forms in which networks write a number", () => {
  test.each([
    ["DE", "+491701234567", ["491701234567", "00491701234567", "1701234567", "01701234567"]],
    ["DE", "+436641234567", ["436641234567", "00436641234567"]],
    ["ES", "+34612345678", ["34612345678", "0034612345678", "612345678"]],
    ["HU", "+36201234567", ["36201234567", "0036201234567", "201234567", "06201234567"]],
    ["DE", "8877", []],
    ["DE", "BANK", []],
  ])("in %s: %s", (country, number, forms) => {
    const reader = createNumberReader({ country });
    expect(reader.otherFormsOf(number)).toEqual(forms);
    for (const form of forms) expect(reader.read(form)).toEqual({ ok: true, value: number });
  });

  test("what would be read as another number is none of them", () => {
    const reader = createNumberReader({ country: "US" });
    for (const form of reader.otherFormsOf("+12025550123"))
      expect(reader.read(form)).toMatchObject({ value: "+12025550123" });
    expect(reader.otherFormsOf("+12025550123")).toContain("2025550123");
  });
});

describe("other homes", () => {
  test.each([
    ["ES", "612345678", "+34612345678"],
    ["ES", "34612345678", "+34612345678"],
    ["ES", "00491701234567", "+491701234567"],
    ["IT", "3123456789", "+393123456789"],
    ["IT", "0612345678", "+390612345678"],
    ["NO", "41234567", "+4741234567"],
    ["NO", "4741234567", "+4741234567"],
    ["NO", "491701234567", "+491701234567"],
    ["US", "2125551234", "+12125551234"],
    ["US", "12125551234", "+12125551234"],
    ["US", "4792345678", "+14792345678"],
    ["RU", "89161234567", "+79161234567"],
    ["HU", "06301234567", "+36301234567"],
    ["GB", "07400 123456", "+447400123456"],
    ["AR", "01115 2345 6789".replaceAll(" ", ""), "+5491123456789"],
    ["de", "01701234567", "+491701234567"],
  ])("in %s, %s is %s", (country, raw, number) => {
    expect(numberIn(country, raw)).toBe(number);
  });

  test("without a known home country, national numbers are passed on and international ones still read", () => {
    expect(numberIn("XX", "01701234567")).toBe("01701234567");
    expect(numberIn("XX", "491701234567")).toBe("+491701234567");
  });
});

describe("numbers that no table knows are passed on", () => {
  test.each([
    ["DE", "+999123456789", "+999123456789"],
    ["DE", "0199123", "+49199123"],
    ["DE", "+4915", "too-short"],
    ["DE", "+49151", "+49151"],
    ["ES", "+999999999999", "+999999999999"],
    ["ES", "1234567", "1234567"],
  ])("in %s, %s gives %s", (country, raw, number) => {
    expect(numberIn(country, raw)).toBe(number);
  });
});

describe("digits without + and without a national prefix", () => {
  test.each([
    // Numbers of machines: longer than the home country's can be, and in no table.
    ["DE", "371300000000123", "+371300000000123"],
    ["DE", "345900000000096", "+345900000000096"],
    ["AT", "345900000000096", "+345900000000096"],
    ["GB", "882390000012345", "+882390000012345"],
    ["DE", "4671900000000", "+4671900000000"],
    ["FR", "4671900000000", "+4671900000000"],
    ["US", "4671900000000", "+4671900000000"],
    ["CH", "4671900000000", "+4671900000000"],
    ["IT", "4671900000000", "+4671900000000"],
    ["GB", "4671900000000", "+4671900000000"],
    ["DE", "3197012345678", "+3197012345678"],
    // Both readings are possible, and one is in the tables.
    ["DE", "1701234567", "+491701234567"],
    ["AT", "6601234567", "+436601234567"],
    ["FR", "612345678", "+33612345678"],
    ["CH", "791234567", "+41791234567"],
    ["IT", "3123456789", "+393123456789"],
    ["IT", "0612345678", "+390612345678"],
    ["GB", "7400123456", "+447400123456"],
    ["US", "2125551234", "+12125551234"],
    ["DE", "41791234567", "+41791234567"],
    // Neither is certain: somebody else might get it.
    ["AT", "4671900000000", "ambiguous"],
    ["DE", "3123456789", "ambiguous"],
    ["GB", "1701234567", "ambiguous"],
    ["CH", "1701234567", "ambiguous"],
    ["US", "7400123456", "ambiguous"],
    ["ES", "999999999999", "ambiguous"],
  ])("in %s, %s is %s", (country, raw, number) => {
    expect(numberIn(country, raw)).toBe(number);
  });

  test("are the same with + and 00, whatever the home country", () => {
    for (const country of ["DE", "AT", "FR", "US", "CH", "IT", "GB"]) {
      for (const digits of ["371300000000123", "345900000000096", "4671900000000", "882390000012345"]) {
        expect([numberIn(country, `+${digits}`), numberIn(country, `00${digits}`)]).toEqual([
          `+${digits}`,
          `+${digits}`,
        ]);
      }
    }
  });
});

describe("a number that a spreadsheet took for a quantity", () => {
  test.each([
    ["491700000001.0", "+491700000001"],
    ["491700000001.00", "+491700000001"],
    ["1700000001.0", "+491700000001"],
    ["+491700000001.0", "+491700000001"],
    [" 491700000001,0 ", "+491700000001"],
    ["491.700.000.001", "+491700000001"],
    // Not a quantity: a private exchange's operator, as people write it.
    ["0301234.0", "+493012340"],
    ["030.1234.0", "+493012340"],
    ["4.917E+11", "not-a-number"],
    ["491,700,000,001", "not-a-number"],
    ["491.700.000.001,0", "not-a-number"],
  ])("%s is %s", (raw, number) => {
    const result = germany.read(raw);
    expect(result.ok ? result.value : result.problem).toBe(number);
  });
});

describe("what is no number is refused", () => {
  test.each([
    ["", "empty"],
    ["   ", "empty"],
    ["+", "not-a-number"],
    ["-", "not-a-number"],
    ["abc", "not-a-number"],
    ["0170abc", "not-a-number"],
    ["admin@example.org", "not-a-number"],
    ["++491701234567", "not-a-number"],
    ["49+1701234567", "not-a-number"],
    ["+0170123456", "not-a-number"],
    ["*100#", "not-a-number"],
    ["5", "too-short"],
    ["+4912", "too-short"],
    ["00", "too-short"],
    ["0049", "too-short"],
    ["00 49", "too-short"],
    ["004912", "too-short"],
    ["+49170123456789012", "too-long"],
    ["12345678901234567", "too-long"],
  ] as const)("%p is %s", (raw, problem) => {
    expect(germany.read(raw)).toEqual({ ok: false, problem });
  });
});

describe("lists", () => {
  const numbers = (raw: string) =>
    germany.readList(raw).map(({ result }) => (result.ok ? result.value : result.problem));

  test("are separated by comma or semicolon, and empty places are left out", () => {
    expect(numbers("01701234567,00491701234568; +491701234569,,;")).toEqual([
      "+491701234567",
      "+491701234568",
      "+491701234569",
    ]);
    expect(numbers("")).toEqual([]);
    expect(numbers(" , ;")).toEqual([]);
  });

  test("may have blanks behind their separators, which do not make short codes international", () => {
    expect(numbers("01701234567, 01711234567, 72000; 491701234569")).toEqual([
      "+491701234567",
      "+491711234567",
      "72000",
      "+491701234569",
    ]);
  });

  test("keep a blank after a comma as the plus sign where only that makes a number", () => {
    const spain = createNumberReader({ country: "ES" });
    expect(spain.readList(" 34612345678, 351912345678, 612345679").map(({ result }) => result)).toEqual([
      { ok: true, value: "+34612345678" },
      { ok: true, value: "+351912345678" },
      { ok: true, value: "+34612345679" },
    ]);
  });

  test("name what they could not read as it was given", () => {
    expect(germany.readList("01701234567,nobody")[1]).toEqual({
      raw: "nobody",
      result: { ok: false, problem: "not-a-number" },
    });
  });
});
