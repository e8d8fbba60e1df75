import type { Dialect } from "./dialect.ts";
import { identified } from "./identified.ts";
import { plainDialect } from "./plain.ts";

/** Nokia telephones: they send, and give nothing out of what they receive. */
export const nokiaS60: Dialect = {
  ...plainDialect,
  name: "nokia-s60",
  matches: identified(/nokia/i),
  storages: ["ME", "SM"],
  pinAttempts: [],
};
