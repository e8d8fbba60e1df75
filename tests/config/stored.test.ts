import { expect, test } from "bun:test";
import { damagedSetting, everySetting, readStoredTexts, resolveSettings, withStored } from "../../lib/config/index.ts";

const KEYS = ["country", "unknown", "numbersBlocked", "port"] as const;

function settings(options: Record<string, readonly string[]>, stored: Record<string, unknown>) {
  const resolved = resolveSettings(KEYS, { options, environment: {} });
  if (!resolved.ok) throw new Error(resolved.problem.join());
  return withStored(
    resolved.value,
    readStoredTexts(new Map(Object.entries(stored)), () => undefined),
  );
}

test("the database gives a value where nothing else does", () => {
  const { config, given } = settings({ country: ["FR"] }, { "option.country": ["NL"], "option.unknown": ["hold"] });
  expect(config).toMatchObject({ country: "FR", unknown: "hold", port: 8080 });
  expect(given.get("country")).toMatchObject({ source: "command-line", name: "--country" });
  expect(given.get("unknown")).toMatchObject({ source: "database", texts: ["hold"] });
  expect(given.has("port")).toBe(false);
});

test("a stored value that cannot be used is named, and the default stands", () => {
  const { config, unusable } = settings({}, { "option.country": ["Narnia"], "option.numbers-blocked": ["+49900"] });
  expect(config.country).toBe("DE");
  expect(config.numbersBlocked).toHaveLength(1);
  expect(unusable).toEqual([
    { key: "country", flag: "country", problem: "must be a country by its two letters (ISO 3166), such as DE" },
  ]);
});

test("the database gives nothing that belongs to the machine, and nothing that is not a list of texts", () => {
  const stored = { "option.port": ["80"], "option.country": "NL", "option.unknown": [7], "option.numbers-blocked": [] };
  expect(settings({}, stored)).toMatchObject({
    config: { port: 8080, country: "DE", unknown: "resend" },
    unusable: [{ flag: "country" }, { flag: "unknown" }],
  });
});

test("what starts a shell, names a file or says where a secret goes belongs to the machine", () => {
  const flags = everySetting().flatMap(([, { flag, applies }]) => (applies === "machine" ? [flag] : []));
  expect(flags).toEqual(
    expect.arrayContaining(["data", "database", "config", "tls", "modem", "modem-power", "telegram-api"]),
  );
});

test("a stored value that is neither texts nor sealed was damaged, also of a secret", () => {
  for (const damaged of [null, 5, "NL", {}, ["NL", 5], { sealed: 5 }]) {
    const { config, unusable } = settings({}, { "option.unknown": damaged, "option.mail-password": damaged });
    expect(config.unknown).toBe(settings({}, {}).config.unknown);
    expect(unusable).toContainEqual({ key: "unknown", flag: "unknown", problem: "was damaged in the database" });
    expect(damagedSetting(new Map([["option.mail-password", damaged]]))).toBe("mail-password");
  }
  expect(damagedSetting(new Map([["option.mail-password", { sealed: "s" }]]))).toBeUndefined();
  expect(damagedSetting(new Map([["option.unknown", ["hold"]]]))).toBeUndefined();
});
