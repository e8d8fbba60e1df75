import { expect, test } from "bun:test";
import { idIn } from "../../web/parts/id-in.ts";

test("what is no ID is asked of no gateway", () => {
  expect(["1", "999999999999999"].map(idIn)).toEqual([1, 999_999_999_999_999]);
  for (const text of ["abc", "", "0", "-1", "1.5", "1e3", "007", "NaN", "1".repeat(16)])
    expect(idIn(text)).toBeUndefined();
});
