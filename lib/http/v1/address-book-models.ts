import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, GROUPS_OF_A_CONTACT, NUMBER_CHARACTERS } from "../../limits.ts";
import type { GroupSummary, Contact as KnownContact } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { BookProblem } from "../../routing/index.ts";
import { bookFailure } from "../operations/book-failure.ts";
import { type Failure, failure } from "../operations/failures.ts";
import { named } from "../plumbing/schemas.ts";
import { type Cursor, createCursor } from "./cursor.ts";
import { removable } from "./merge-patch.ts";

const closed = { additionalProperties: false };
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const byId = Type.Object({ id: Type.Integer({ ...Id, description: "As the list gives it." }) });

export const Contact = named(
  "Contact",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String(),
      number: Type.Optional(Type.String({ description: "As `+491701234567`, or a short code." })),
      email: Type.Optional(Type.String()),
      note: Type.Optional(Type.String()),
      groups: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }, closed), {
        description: "That it is a member of, by name.",
      }),
      optedOut: Type.Optional(
        Type.Boolean({ description: "Of a group's members: the number has opted out, so nothing is sent to it." }),
      ),
    },
    closed,
  ),
);

const name = Type.String({
  minLength: 1,
  maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
  description: "Unique; upper and lower case count as the same.",
});
const number = Type.String({
  maxLength: NUMBER_CHARACTERS,
  description: "With `+`, `00` or a national prefix; a national number is read for the gateway's country.",
});
const email = Type.String({ maxLength: 254 });
const note = Type.String({ maxLength: 10_000 });
const groups = Type.Array(Type.Union([Id, Type.Object({ id: Id, name: Type.Optional(Type.String()) }, closed)]), {
  maxItems: GROUPS_OF_A_CONTACT,
  description:
    "All groups that it is a member of: their IDs, or as `GET` gives them, of which the ID counts. Also needs *Manage groups* (`groups`).",
});

/** The IDs of groups that a body names. */
export const groupIdsOf = (named: Static<typeof groups>): number[] =>
  named.map((group) => (typeof group === "number" ? group : group.id));

export const NewContact = named(
  "NewContact",
  Type.Object(
    {
      name,
      number: Type.Optional(number),
      email: Type.Optional(email),
      note: Type.Optional(note),
      groups: Type.Optional(groups),
    },
    closed,
  ),
);

export const ContactPatch = named(
  "ContactPatch",
  Type.Object(
    {
      id: Type.Optional(Type.Integer({ ...Id, description: "As `GET` gives it; it does not change." })),
      name: Type.Optional(name),
      number: removable(number),
      email: removable(email),
      note: removable(note),
      groups: removable(groups),
    },
    closed,
  ),
);

export const Group = named(
  "Group",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String(),
      memberCount: Type.Integer(),
      hasSchedule: Type.Boolean({ description: "Messages go to those on call; without a schedule, to all members." }),
      policy: Type.Optional(
        Type.String({ description: "A message to the group opens an alarm of this policy; absent: it is a message." }),
      ),
    },
    closed,
  ),
);

const policy = Type.String({
  minLength: 1,
  maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
  description: "A policy by name: a message to the group opens an alarm of it.",
});

export const NewGroup = named("NewGroup", Type.Object({ name }, closed));
export const GroupPatch = named(
  "GroupPatch",
  Type.Object({ name: Type.Optional(name), policy: removable(policy) }, closed),
);

export const CONTACT = {
  id: 4,
  name: "Anna Admin",
  number: "+491701234567",
  email: "anna@example.org",
  groups: [{ id: 2, name: "admins" }],
};
export const GROUP = { id: 2, name: "admins", memberCount: 1, hasSchedule: false };

export const showContact = ({ id, groups: memberOf, ...details }: KnownContact): Static<typeof Contact> => ({
  id,
  ...details,
  groups: memberOf.map((group) => ({ id: group.id, name: group.name })),
});

export const showGroup = ({
  id,
  name: called,
  memberCount,
  hasSchedule,
  policy: opens,
}: GroupSummary): Static<typeof Group> => ({
  id,
  name: called,
  memberCount,
  hasSchedule,
  ...defined({ policy: opens }),
});

/** Three times the length of a name: so long it may be in the form that is compared. */
const LONGEST_PLACE = 3 * ADDRESS_BOOK_NAME_CHARACTERS;

/** The place behind a name. What cannot be part of a name is not one. */
export const nameCursor = (list: string): Cursor<string> =>
  createCursor(
    list,
    Type.String({ minLength: 1, maxLength: LONGEST_PLACE }),
    (place) => nameKey(place, LONGEST_PLACE) !== undefined,
  );

/**
 * Why the address book was not changed. Nothing that the client sent is in it.
 *
 * @param failed  the answer when `If-Match` did not match
 */
export function refusedBy(problem: BookProblem, what: "contact" | "group", failed?: () => Failure): Failure {
  if (problem.kind === "changed-meanwhile" && failed !== undefined) return failed();
  if (problem.kind !== "name-taken") return bookFailure(problem, what);
  return failure(409, [`Another ${what} has this name.`], { faults: [{ pointer: "/name", message: "is taken" }] });
}
