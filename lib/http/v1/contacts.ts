import { Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import type { AddressBook, BookProblem } from "../../routing/index.ts";
import { type Failure, holds, invalid, lacking, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import {
  byId,
  CONTACT,
  Contact,
  ContactPatch,
  groupIdsOf,
  Id,
  NewContact,
  nameCursor,
  refusedBy,
  showContact,
} from "./address-book-models.ts";
import { BULK_CONTACTS, changeInBulk } from "./contacts-bulk.ts";
import { limitOf, PAGING, pageOf } from "./cursor.ts";
import { etagOf, precondition, tagged } from "./etag.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";
import { pointingOut, referencesIn } from "./references.ts";

const CURSOR = nameCursor("contacts");

/** What a list of contacts is narrowed by. */
const CONTACT_FILTER = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
      description: "Only those with this in name, number or email address, in upper or lower case.",
    }),
  ),
  group: Type.Optional(Type.Integer({ ...Id, description: "Only members of the group with this ID." })),
};

const LIST = operation({
  method: "GET",
  path: "/api/v1/contacts",
  operationId: "findContacts",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Contacts, by name",
  query: Type.Object({ ...CONTACT_FILTER, ...PAGING }),
  answer: pageOf(Contact),
  example: { items: [CONTACT] },
  failures: [422],
});

const ADD = operation({
  method: "POST",
  path: "/api/v1/contacts",
  operationId: "createContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Add a contact",
  body: NewContact,
  bodyExample: { name: "Anna Admin", number: "0170 1234567", email: "anna@example.org" },
  once: true,
  answer: Contact,
  status: 201,
  example: CONTACT,
  failures: [400, 409, 422],
});

const SHOW = operation({
  method: "GET",
  path: "/api/v1/contacts/{id}",
  operationId: "getContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "One contact",
  parameters: byId,
  answer: Contact,
  example: CONTACT,
  failures: [404],
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/contacts/{id}",
  operationId: "updateContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Change a contact",
  description:
    "A JSON Merge Patch: what is absent stays, `null` removes a field. With `If-Match` it is changed only if it still has this ETag.",
  parameters: byId,
  body: ContactPatch,
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { number: "+491709876543", note: null },
  answer: Contact,
  example: CONTACT,
  failures: [400, 404, 409, 412, 422],
});

const DELETE = operation({
  method: "DELETE",
  path: "/api/v1/contacts/{id}",
  operationId: "removeContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Delete a contact",
  description:
    "It also leaves its groups, their schedules and escalation orders. 409 while a policy calls it; the answer says which. With `If-Match` only if it still has this ETag.",
  parameters: byId,
  failures: [404, 409, 412],
});

/** Contacts of the address book. */
export const CONTACTS = {
  operations: [LIST, ADD, SHOW, CHANGE, DELETE, BULK_CONTACTS],
  routes: contactRoutes,
} as const;

function contactRoutes({ book, clock }: { book: AddressBook; clock: Pick<Clock, "now"> }): Route[] {
  const { store } = book;
  const refused = (problem: BookProblem, groups: readonly number[] | null | undefined, failed?: () => Failure) =>
    pointingOut(refusedBy(problem, "contact", failed), referencesIn("/groups", groups ?? []), {
      isThere: async (id) => (await store.summarizeGroup(id)) !== undefined,
      message: "is not the ID of a group",
    });
  return [
    route(LIST, async ({ query }) => {
      const after = CURSOR.read(query.after);
      if (!after.ok) return after.problem;
      const filter = defined({ after: after.value, search: query.q, groupId: query.group });
      const { items, next } = await store.pageOfContacts({ limit: limitOf(query), ...filter });
      return CURSOR.page(items.map(showContact), next);
    }),
    route(ADD, async ({ body: { groups: memberOf, ...draft }, user, once }) => {
      const groups = memberOf && groupIdsOf(memberOf);
      if (groups !== undefined && !holds(user, "groups")) return lacking("groups");
      const added = await book.as(user.name).addContact({ ...draft, groupIds: groups }, once);
      if (!added.ok) return refused(added.problem, groups);
      const answer = showContact(added.value);
      return new Reply(answer, { headers: { etag: etagOf(answer), ...(added.again ? REPLAYED : {}) } });
    }),
    route(SHOW, async ({ parameters: { id }, headers }) => {
      const contact = await store.findContact({ id });
      return contact === undefined ? notFound("contact") : tagged(showContact(contact), headers);
    }),
    route(CHANGE, async ({ parameters: { id }, body: { id: given, groups: memberOf, ...edit }, user, headers }) => {
      if (given !== undefined && given !== id)
        return invalid([{ pointer: "/id", message: "must be that of the path" }]);
      const groups = memberOf && groupIdsOf(memberOf);
      if (groups !== undefined && !holds(user, "groups")) return lacking("groups");
      const { ifIs, failed } = precondition(headers, showContact);
      const changes = { ...emptied(edit), groupIds: groups === null ? [] : groups };
      const changed = await book.as(user.name).changeContact(id, changes, ifIs);
      return changed.ok ? tagged(showContact(changed.value)) : refused(changed.problem, groups, failed);
    }),
    route(DELETE, async ({ parameters: { id }, user, headers }) => {
      const { ifIs, failed } = precondition(headers, showContact);
      const removed = await book.as(user.name).removeContact(id, ifIs);
      return removed.ok ? undefined : refusedBy(removed.problem, "contact", failed);
    }),
    changeInBulk({ book, clock, cursor: CURSOR }),
  ];
}

/** What the patch removes, as the address book reads it: an empty text. */
const emptied = <Edit extends Record<string, string | null>>(edit: Edit) =>
  Object.fromEntries(Object.entries(edit).map(([field, text]) => [field, text ?? ""])) as {
    [Field in keyof Edit]: string;
  };
