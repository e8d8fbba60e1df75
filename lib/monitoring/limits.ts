/** Limits on what a check may be, each with its reason: checks come from users, answers from anybody. */

/** 30 s: what a person would call monitoring; a day: what a nightly job needs. */
export const [SHORTEST_INTERVAL, LONGEST_INTERVAL] = [30, 86_400];
/** Five minutes. */
export const USUAL_INTERVAL = 300;
/** 30 s: the client of requests allows no more, and the shortest interval is as long. */
export const [USUAL_TIME_LIMIT, LONGEST_TIME_LIMIT] = [10, 30];
/** Failures in a row: 20 at the usual interval are almost two hours. */
export const [USUAL_FAILURES, MOST_FAILURES] = [3, 20];
/** A week: a heartbeat of a nightly job that may be late by days. */
export const LONGEST_GRACE = 604_800;
/** 6 changes within an hour are three failures, each with its recovery. */
export const USUAL_FLAPPING = { changes: 6, minutes: 60 };
/** The times of so many changes are kept with a check's state, which is written with each run. */
export const MOST_CHANGES = 20;
export const LONGEST_FLAPPING_MINUTES = 1_440;
/** Characters of a host's name (RFC 1035 §2.3.4). */
export const HOST_CHARACTERS = 253;
/** Characters of a URL, of a header's value, and of a text that an answer must hold. */
export const PROBE_URL_CHARACTERS = 2_048;
export const PROBE_VALUE_CHARACTERS = 2_048;
export const PROBE_HEADERS = 20;
/** Statuses that may be right: more are a mistake. */
export const PROBE_STATUSES = 20;
/** Days that a certificate must be valid for yet: browsers take none that is valid for more than 398. */
export const CERTIFICATE_DAYS = 397;
/** Characters of a policy's or group's name. */
export const NOTIFY_CHARACTERS = 200;
