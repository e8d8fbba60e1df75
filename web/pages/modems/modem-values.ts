import { ApiError } from "../../api.ts";
import { t } from "../../words/index.ts";
import { type Modem, PERIODS } from "./data.ts";

const TEXTS = ["name", "device", "pin", "pool", "number"] as const;

/** What the form of a modem holds. */
export type Values = Record<(typeof TEXTS)[number], string> & Record<(typeof PERIODS)[number], number | string>;

export const START: Values = {
  name: "",
  device: "",
  pin: "",
  pool: "",
  number: "",
  perMinute: "",
  perHour: "",
  perDay: "",
  perMonth: "",
};

export const valuesOf = (modem: Modem): Values => ({
  ...START,
  device: modem.device ?? "",
  pool: modem.pool ?? "",
  number: modem.number ?? "",
  perMinute: modem.perMinute ?? "",
  perHour: modem.perHour ?? "",
  perDay: modem.perDay ?? "",
  perMonth: modem.perMonth ?? "",
});

/** As people paste them: with blanks around, and a number in groups of digits. */
export const tidied = (values: Values): Values => ({
  ...values,
  ...Object.fromEntries(TEXTS.map((name) => [name, values[name].trim()])),
  number: digitsOf(values.number),
});

const digitsOf = (number: string) => number.replaceAll(/[\s()/-]/g, "");

/** What was filled in beside name and device. */
export function given(values: Values) {
  const body: Partial<Record<"pin" | "pool" | "number", string> & Record<(typeof PERIODS)[number], number>> = {};
  for (const name of ["pin", "pool", "number"] as const) if (values[name] !== "") body[name] = values[name];
  for (const name of PERIODS) if (values[name] !== "") body[name] = Number(values[name]);
  return body;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const DEVICE = /^(\/[^?]*[^?/]|tcp:\/\/[^\s?]+:\d{1,5}\/?|simulated)$/;

/** What the gateway would refuse, in the viewer's language. */
export const RULES = {
  name: (name: string) =>
    name === "" || NAME.test(name.trim()) ? null : t("modems.nameWrong", { example: nameLike(name) }),
  device: (device: string) => (DEVICE.test(device.trim()) ? null : t("modems.deviceWrong")),
  pin: (pin: string) => (/^(\d{4,8})?$/.test(pin.trim()) ? null : t("modems.pinWrong")),
  number: (number: string) => (/^(\+?[1-9]\d{5,14})?$/.test(digitsOf(number)) ? null : t("modems.numberWrong")),
};

/** The nearest name that a modem can have. */
function nameLike(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/[^A-Za-z0-9._:-]+/g, "-")
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, 64);
  return plain === "" ? "roof" : plain;
}

/** A refusal whose words stand at the field. */
export function inWords(error: unknown): unknown {
  const isTaken =
    error instanceof ApiError &&
    error.status === 409 &&
    error.problem?.errors?.some(({ pointer }) => pointer === "/name");
  if (!isTaken) return error;
  return { ...error.problem, errors: [{ pointer: "/name", message: t("modems.nameTaken") }] };
}
