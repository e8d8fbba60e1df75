import type { ByUser } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface AddressBookEvents {
  /** A contact was added to the address book. */
  "contact.added": BookChange;
  /** A contact was changed. */
  "contact.changed": BookChange;
  /** A contact was removed from the address book. */
  "contact.removed": BookChange;
  /** Several contacts were removed at once. */
  "contacts.removed": ByUser & { removed: number };
  /** Contacts were imported from a file or a URL; a warning when rows were refused. */
  "contacts.imported": ByUser & { source: string; refusedRows: readonly RefusedRow[]; details: ImportCounts };
  /** A file or a URL with contacts could not be imported, and nothing was changed. */
  "contacts.import-failed": ByUser & { source: string; problem: string };
  /** A group was added to the address book. */
  "group.added": BookChange;
  /** A group has another name. */
  "group.renamed": BookChange & { groupId: number };
  /** A group was removed from the address book. */
  "group.removed": BookChange;
  /** Contacts joined or left a group. */
  "group.members-changed": BookChange & ({ joined: number } | { left: number });
  /** A group has another schedule, or none. */
  "group.schedule-changed": BookChange & { shifts: number | undefined };
  /** Other members than those of the schedule are on call for a while, or no longer. */
  "group.overrides-changed": BookChange & { overrides: number };
  /** A group has another escalation order. */
  "group.escalation-changed": BookChange & { members: number };
  /** Messages to a group open alarms of another policy, or none any more. */
  "group.policy-changed": BookChange & { policy: string | undefined };
  /** A message to a group went by its escalation order: nobody on call could be reached. */
  "group.nobody-on-call": { userName: string; group: string; told: string };
}

interface BookChange extends ByUser {
  /** The contact's or the group's. */
  name: string;
}

/** A row of a file of contacts that was not imported. */
interface RefusedRow {
  line: number;
  name: string;
  problems: readonly string[];
}

/** How many contacts of an import had each outcome. */
export type ImportCounts = {
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
  removed: number;
};

export const ADDRESS_BOOK_WORDINGS: Wordings<AddressBookEvents> = {
  "contact.added": info(({ name }) => `Contact ${name} was added`),
  "contact.changed": info(({ name }) => `Contact ${name} was changed`),
  "contact.removed": info(({ name }) => `Contact ${name} was removed`),
  "contacts.removed": info(({ removed }) =>
    removed === 1 ? "1 contact was removed" : `${removed} contacts were removed`,
  ),
  "contacts.imported": {
    severity: "info",
    isWarning: ({ refusedRows }) => refusedRows.length > 0,
    sentence: ({ source, details, refusedRows }) =>
      `Contacts were imported from ${source}: ${describeCounts(details)}${namesOf(refusedRows)}`,
  },
  "contacts.import-failed": error(({ source, problem }) => `Contacts were not imported from ${source}: ${problem}`),
  "group.added": info(({ name }) => `Group ${name} was added`),
  "group.renamed": info(({ groupId, name }) => `Group ${groupId} is now called ${name}`),
  "group.removed": info(({ name }) => `Group ${name} was removed`),
  "group.members-changed": info((event) =>
    "joined" in event
      ? `Group ${event.name} gained ${event.joined} ${event.joined === 1 ? "member" : "members"}`
      : `Group ${event.name} lost ${event.left} ${event.left === 1 ? "member" : "members"}`,
  ),
  "group.schedule-changed": info(({ name, shifts }) =>
    shifts === undefined ? `Group ${name} no longer has a schedule` : `Group ${name} has ${shifts} shifts`,
  ),
  "group.overrides-changed": info(({ name, overrides }) =>
    overrides === 1
      ? `Group ${name} has 1 exception from its schedule`
      : `Group ${name} has ${overrides} exceptions from its schedule`,
  ),
  "group.escalation-changed": info(
    ({ name, members }) => `Group ${name} has ${members} members in its escalation order`,
  ),
  "group.policy-changed": info(({ name, policy }) =>
    policy === undefined
      ? `Messages to group ${name} open no alarms any more`
      : `Messages to group ${name} open alarms of policy ${policy}`,
  ),
  "group.nobody-on-call": warning(
    ({ group, told }) =>
      `Nobody on call in group ${group} can be reached: the message went to ${told}, by the escalation order`,
  ),
};

/** `12 added, 3 changed, …` */
export function describeCounts({ added, changed, unchanged, removed, refused }: ImportCounts): string {
  return `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged, ${refused} refused`;
}

/**
 * 20: enough to see what is wrong with the file; more would make the event unreadable. The import's report lists all
 * rows.
 */
const ROWS_NAMED = 20;

function namesOf(rows: readonly RefusedRow[]): string {
  if (rows.length === 0) return "";
  const shown = rows.slice(0, ROWS_NAMED);
  const texts = shown.map(({ line, name, problems }) => `line ${line} (${name}): ${problems.join(", ")}`);
  const more = rows.length > shown.length ? `; and ${rows.length - shown.length} more` : "";
  return `. Refused: ${texts.join("; ")}${more}`;
}
