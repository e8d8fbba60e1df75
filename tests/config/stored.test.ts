import { expect, test } from "bun:test";
import { everySetting, readStoredTexts, resolveSettings, withStored } from "../../lib/config/index.ts";

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
    unusable: [],
  });
});

test("what starts a shell, names a file or says where a secret goes belongs to the machine", () => {
  const flags = everySetting().flatMap(([, { flag, applies }]) => (applies === "machine" ? [flag] : []));
  expect(flags).toEqual(
    expect.arrayContaining(["data", "database", "config", "tls", "modem", "modem-power", "telegram-api"]),
  );
});
