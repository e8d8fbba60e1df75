import { expect, test } from "bun:test";
import { hashPassword, verifyPassword } from "../../lib/auth/index.ts";

test("a hash is argon2id with at least OWASP's parameters and a salt of its own", async () => {
  const [first, second] = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(first) ?? [];
  expect(Number(memory)).toBeGreaterThanOrEqual(19_456);
  expect(Number(passes)).toBeGreaterThanOrEqual(2);
  expect(first).not.toBe(second);
  expect(first).not.toContain("secret");
});

test("only the password itself matches", async () => {
  const hash = await hashPassword("sécret ✓");
  expect(await verifyPassword(hash, "sécret ✓")).toBe(true);
  expect(await verifyPassword(hash, "sécret")).toBe(false);
  expect(await verifyPassword(hash, "")).toBe(false);
});

test("without a user nothing matches, by the same work", async () => {
  expect(await verifyPassword(undefined, "secret")).toBe(false);
});
