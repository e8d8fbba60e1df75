import { cinterion } from "./cinterion.ts";
import type { Dialect, ModemIdentity } from "./dialect.ts";
import { huawei } from "./huawei.ts";
import { nokiaS60 } from "./nokia-s60.ts";
import { plainDialect } from "./plain.ts";
import { quectelEc25 } from "./quectel-ec25.ts";
import { quectelM26 } from "./quectel-m26.ts";
import { sierra } from "./sierra.ts";
import { simcom800 } from "./simcom-800.ts";
import { simcom7600 } from "./simcom-7600.ts";
import { telit } from "./telit.ts";
import { uBlox } from "./u-blox.ts";
import { wavecom } from "./wavecom.ts";
import { zte } from "./zte.ts";

export type { Dialect, ModemIdentity, UssdWay } from "./dialect.ts";
export { plainDialect } from "./plain.ts";

/** Every known family, most particular first. The last one takes what no other does. */
export const dialects: readonly Dialect[] = [
  simcom800,
  simcom7600,
  quectelM26,
  quectelEc25,
  huawei,
  telit,
  uBlox,
  cinterion,
  sierra,
  zte,
  wavecom,
  nokiaS60,
  plainDialect,
];

/** The first of `families` that a modem of this identity belongs to, else the plain one. */
export function chooseDialect(identity: ModemIdentity, families: readonly Dialect[] = dialects): Dialect {
  return families.find((dialect) => dialect.matches(identity)) ?? plainDialect;
}
