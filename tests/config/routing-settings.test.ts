import { expect, test } from "bun:test";
import { resolveSettings, SETTINGS, type SettingKey } from "../../lib/config/index.ts";

const KEYS: SettingKey[] = ["modems", "routes", "budget", "timeZone", "fallbackAfter", "simPatience"];
const read = (options: Partial<Record<SettingKey, string[]>>, environment: Record<string, string> = {}) =>
  resolveSettings(KEYS, { options, environment });

test("rules, budgets and the time zone are read from options and from the environment alike", () => {
  const environment = {
    ALDIS_ROUTES: "+49=pool:germany|*, +4917=modem:m1",
    ALDIS_BUDGET: "perMinute=10, perMonth=5000",
    ALDIS_TIME_ZONE: "europe/berlin",
    ALDIS_FALLBACK_AFTER: "90s",
    ALDIS_SIM_PATIENCE: "30s",
    ALDIS_MODEMS: "simulated?name=a&perDay=200&perMonth=none",
  };
  const options = {
    routes: ["+49=pool:germany|*", "+4917=modem:m1"],
    budget: ["perMinute=10,perMonth=5000"],
    timeZone: ["Europe/Berlin"],
    fallbackAfter: ["90s"],
    simPatience: ["30s"],
    modems: ["simulated?name=a&perDay=200&perMonth=none"],
  };
  const expected = {
    ok: true,
    value: {
      config: {
        routes: [
          { prefix: "+49", targets: [{ kind: "pool", name: "germany" }, { kind: "any" }] },
          { prefix: "+4917", targets: [{ kind: "modem", name: "m1" }] },
        ],
        budget: { minute: 10, month: 5000 },
        timeZone: "Europe/Berlin",
        fallbackAfter: 90_000,
        simPatience: 30_000,
        modems: [expect.objectContaining({ name: "a", budget: { day: 200, month: Number.POSITIVE_INFINITY } })],
      },
    },
  };
  expect(read(options)).toMatchObject(expected as never);
  expect(read({}, environment)).toMatchObject(expected as never);
});

test.each<[SettingKey, string[], string]>([
  ["routes", ["+49=pool:a", "+49=pool:b"], "two rules for +49"],
  ["routes", Array.from({ length: 33 }, (_, at) => `+${at + 10}=pool:p${at}`), "more than 32 different targets"],
  ["routes", ["+49=nowhere"], "pool:NAME, modem:NAME or *"],
  ["budget", ["perWeek=5"], "perMinute, perHour, perDay or perMonth"],
  ["budget", ["perDay=5,perDay=6"], "perMinute, perHour, perDay or perMonth"],
  ["budget", ["perDay=0"], "perDay must be a number of parts from 1"],
  ["budget", ["perDay=many"], "perDay must be a number of parts from 1"],
  ["timeZone", ["Middle/Earth"], "Europe/Berlin"],
  ["modems", ["simulated?perDay=-1"], 'perDay "-1" is not a number of parts from 1'],
])("%s %p is a problem that says what is right", (key, texts, part) => {
  const result = read({ [key]: texts });
  expect(result).toEqual({ ok: false, problem: [expect.stringContaining(part)] });
  expect(!result.ok && result.problem[0]).toStartWith(`--${SETTINGS[key].flag}`);
});

test("33 rules that lead to few targets are none", () => {
  const routes = Array.from({ length: 33 }, (_, at) => `+${at + 10}=pool:p${at % 3}`);
  expect(read({ routes })).toMatchObject({ value: { config: { routes: { length: 33 } } } });
});
