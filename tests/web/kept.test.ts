import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { keptForever, keptForTab } from "../../web/app/kept.ts";

const WEB = new URL("../../web/", import.meta.url).pathname;
const DIRECT = /\b(?:localStorage|sessionStorage)\b/;

test("only one module names the storage of the browser, which throws where site data is blocked", () => {
  const files = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  expect(files.filter((file) => DIRECT.test(readFileSync(`${WEB}${file}`, "utf8")))).toEqual(["app/kept.ts"]);
});

test("where the browser refuses, nothing is kept and nothing fails", () => {
  const refuse = {
    configurable: true,
    get: (): never => {
      throw new Error("SecurityError");
    },
  };
  const before = (["localStorage", "sessionStorage"] as const).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name] of before) Object.defineProperty(globalThis, name, refuse);
  try {
    for (const kept of [keptForever, keptForTab]) {
      expect(kept.set("a", "1")).toBe(false);
      expect(kept.get("a")).toBeUndefined();
      expect(kept.keys()).toEqual([]);
      kept.remove("a");
    }
  } finally {
    for (const [name, was] of before) {
      if (was === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, was);
    }
  }
});
