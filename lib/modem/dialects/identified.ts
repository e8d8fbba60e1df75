import type { ModemIdentity } from "./dialect.ts";

/** Tells a family by what its modems answer to `AT+CGMI` and, where one maker has several families, to `AT+CGMM`. */
export function identified(manufacturer: RegExp, model: RegExp = /^/): (identity: ModemIdentity) => boolean {
  return (identity) => manufacturer.test(identity.manufacturer) && model.test(identity.model);
}
