import { expect, test } from "bun:test";
import { createSecretBox, SECRET_KEY_BYTES } from "../../lib/auth/index.ts";

const box = createSecretBox(new Uint8Array(SECRET_KEY_BYTES).fill(1));
const other = createSecretBox(new Uint8Array(SECRET_KEY_BYTES).fill(2));

test("what was sealed is opened with the same key, for the same purpose, and not otherwise", () => {
  const sealed = box.seal("JBSWY3DPEHPK3PXP", "second factor of 1");
  expect(box.open(sealed, "second factor of 1")).toBe("JBSWY3DPEHPK3PXP");
  expect(box.open(sealed, "second factor of 2")).toBeUndefined();
  expect(other.open(sealed, "second factor of 1")).toBeUndefined();
});

test("a text is sealed differently each time, and any change of it is noticed", () => {
  const sealed = box.seal("secret", "");
  expect(box.seal("secret", "")).not.toBe(sealed);
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(box.open(changed.toString("base64url"), "")).toBeUndefined();
  }
  for (const text of ["", "x", sealed.slice(0, -4), "ä"]) expect(box.open(text, "")).toBeUndefined();
});

test("a digest depends on key and purpose", () => {
  const digests = [box.digest("code", "a"), box.digest("code", "b"), other.digest("code", "a"), box.digest("x", "a")];
  expect(new Set(digests).size).toBe(4);
  expect(box.digest("code", "a")).toBe(digests[0] ?? "");
});

test("a key of another length is refused", () => {
  expect(() => createSecretBox(new Uint8Array(16))).toThrow(TypeError);
});
