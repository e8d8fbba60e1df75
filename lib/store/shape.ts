/**
 * Whether a value of JSON is built as each version has written it: what is an object, a list, a text, a number or a switch. It says nothing
 * about what the value means, nor about what else an object has: another version may have written that.
 */
export type Shape = (value: unknown) => boolean;
type Members = Readonly<Record<string, Shape>>;

/** 8.64e15 ms since 1970: what a `Date` has. */
const LAST_TIME = 8.64e15;

export const text: Shape = (value) => typeof value === "string";
export const flag: Shape = (value) => typeof value === "boolean";
export const number: Shape = Number.isFinite;
/** A count, an ID, or a time. */
export const whole: Shape = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LAST_TIME;
/** What something is divided by. */
export const atLeastOne: Shape = (value) => whole(value) && value !== 0;

/** Ten years in seconds: more than any version has taken, and no date that it leads to is too late. */
const LONGEST_SECONDS = 315_360_000;
/** Seconds, or what is longer, such as minutes and days. */
export const duration: Shape = (value) => whole(value) && Number(value) <= LONGEST_SECONDS;
/** Seconds that a timer waits. It takes less than 2^31 ms: twice as long. */
export const timer: Shape = (value) => whole(value) && Number(value) <= 1_000_000;

export const listOf =
  (item: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(item);

/** One that has something in it. */
export const someOf = (item: Shape): Shape => both(listOf(item), (value) => Array.isArray(value) && value.length > 0);

/** An object that has something in it. */
export const hasMembers: Shape = (value) => isObject(value) && Object.keys(value).length > 0;

export const both =
  (one: Shape, other: Shape): Shape =>
  (value) =>
    one(value) && other(value);

/** With whatever names. */
export const mapOf =
  (member: Shape): Shape =>
  (value) =>
    isObject(value) && Object.values(value).every(member);

/** @param known  what may be absent; what else there is may be anything */
export function objectOf(needed: Members, known: Members = {}): Shape {
  const [inEach, inSome] = [Object.entries(needed), Object.entries(known)];
  return (value) =>
    isObject(value) &&
    inEach.every(([name, shape]) => shape(value[name])) &&
    inSome.every(([name, shape]) => value[name] === undefined || shape(value[name]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
