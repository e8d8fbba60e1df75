import { Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, CONTACTS_OF_A_REQUEST } from "../../limits.ts";
import { type AddressBook, createOptedOut, type OptedOut, type OptOutDesk } from "../../routing/index.ts";
import { notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import {
  byId,
  CONTACT,
  Contact,
  GROUP,
  Group,
  GroupPatch,
  Id,
  NewGroup,
  nameCursor,
  refusedBy,
  showContact,
  showGroup,
} from "./address-book-models.ts";
import { limitOf, PAGING, pageOf } from "./cursor.ts";
import { etagOf, precondition, tagged } from "./etag.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";
import { OVERRIDE_OPERATIONS, overrideRoutes } from "./overrides.ts";
import { pointingOut, referencesIn } from "./references.ts";
import { ROTA_OPERATIONS, rotaRoutes } from "./rota.ts";

const GROUP_CURSOR = nameCursor("groups");
const MEMBER_CURSOR = nameCursor("members");

const common = { tag: "Groups", permissions: ["groups"] } as const;

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups",
  operationId: "listGroups",
  summary: "Groups, by name",
  query: Type.Object({
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
        description: "Only those with this in their name, in upper or lower case.",
      }),
    ),
    ...PAGING,
  }),
  answer: pageOf(Group),
  example: { items: [GROUP] },
  failures: [422],
});

const ADD = operation({
  ...common,
  method: "POST",
  path: "/api/v1/groups",
  operationId: "addGroup",
  summary: "Add a group",
  body: NewGroup,
  bodyExample: { name: "night shift" },
  once: true,
  answer: Group,
  status: 201,
  example: { ...GROUP, name: "night shift", memberCount: 0 },
  failures: [400, 409, 422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}",
  operationId: "getGroup",
  summary: "One group",
  parameters: byId,
  answer: Group,
  example: GROUP,
  failures: [404],
});

const CHANGE = operation({
  ...common,
  method: "PATCH",
  path: "/api/v1/groups/{id}",
  operationId: "changeGroup",
  summary: "Rename a group, or name its policy",
  description:
    "A JSON Merge Patch. With a `policy`, by name, a message to the group by any interface opens an alarm; `null`: it is a message again. With `If-Match` it is changed only if it still has this ETag.",
  parameters: byId,
  body: GroupPatch,
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { name: "admins" },
  answer: Group,
  example: GROUP,
  failures: [400, 404, 409, 412, 422],
});

const DELETE = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/groups/{id}",
  operationId: "deleteGroup",
  summary: "Delete a group",
  description: "Its contacts are kept. With `If-Match` only if it still has this ETag.",
  parameters: byId,
  failures: [404, 412],
});

const LIST_MEMBERS = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}/members",
  operationId: "listMembers",
  permissions: ["groups", "contacts"],
  summary: "Members of a group, by name",
  parameters: byId,
  query: Type.Object(PAGING),
  answer: pageOf(Contact),
  example: { items: [CONTACT] },
  failures: [404, 422],
});

const ADD_MEMBERS = operation({
  ...common,
  method: "POST",
  path: "/api/v1/groups/{id}/members",
  operationId: "addMembers",
  summary: "Put contacts into a group",
  description: "All of them, or none when one does not exist. Those that are members already stay so.",
  parameters: byId,
  body: Type.Object(
    { contacts: Type.Array(Id, { minItems: 1, maxItems: CONTACTS_OF_A_REQUEST, description: "Their IDs." }) },
    { additionalProperties: false },
  ),
  bodyExample: { contacts: [4] },
  answer: Type.Object(
    { added: Type.Array(Type.Integer(), { description: "Those that were not members before." }) },
    { additionalProperties: false },
  ),
  example: { added: [4] },
  failures: [400, 404, 422],
});

const REMOVE_MEMBER = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/groups/{id}/members/{contact}",
  operationId: "removeMember",
  summary: "Take a contact out of a group",
  description: "It also leaves the group's schedule and escalation order.",
  parameters: Type.Object({
    ...byId.properties,
    contact: Type.Integer({ ...Id, description: "ID of the member." }),
  }),
  failures: [404],
});

/** Groups of the address book, who is in one, and who of it is on call. */
export const CONTACT_GROUPS = {
  operations: [
    LIST,
    ADD,
    SHOW,
    CHANGE,
    DELETE,
    LIST_MEMBERS,
    ADD_MEMBERS,
    REMOVE_MEMBER,
    ...ROTA_OPERATIONS,
    ...OVERRIDE_OPERATIONS,
  ],
  routes: ({
    book,
    clock,
    optOutDesk,
  }: {
    book: AddressBook;
    clock: Pick<Clock, "now">;
    optOutDesk: Pick<OptOutDesk, "store">;
  }): Route[] => [
    ...groupRoutes(book),
    ...memberRoutes(book, createOptedOut({ book: book.store, optOuts: optOutDesk.store })),
    ...rotaRoutes(book),
    ...overrideRoutes(book, clock),
  ],
} as const;

function groupRoutes(book: AddressBook): Route[] {
  const { store } = book;
  return [
    route(LIST, async ({ query }) => {
      const after = GROUP_CURSOR.read(query.after);
      if (!after.ok) return after.problem;
      const asked = defined({ after: after.value, search: query.q });
      const { items, next } = await store.pageOfGroups({ limit: limitOf(query), ...asked });
      return GROUP_CURSOR.page(items.map(showGroup), next);
    }),
    route(ADD, async ({ body: { name }, user, once }) => {
      const added = await book.as(user.name).addGroup(name, once);
      if (!added.ok) return refusedBy(added.problem, "group");
      const answer = showGroup({ ...added.value, memberCount: 0, hasSchedule: false });
      return new Reply(answer, { headers: { etag: etagOf(answer), ...(added.again ? REPLAYED : {}) } });
    }),
    route(SHOW, async ({ parameters: { id }, headers }) => {
      const group = await store.summarizeGroup(id);
      return group === undefined ? notFound("group") : tagged(showGroup(group), headers);
    }),
    route(CHANGE, async ({ parameters: { id }, body: { name, policy }, user, headers }) => {
      const before = await store.summarizeGroup(id);
      if (before === undefined) return notFound("group");
      const { ifIs, failed } = precondition(headers, showGroup);
      const mine = book.as(user.name);
      if (policy !== undefined) {
        const set = await mine.setPolicy(id, policy ?? undefined, ifIs);
        if (!set.ok) return refusedBy(set.problem, "group", failed);
        if (name === undefined) return tagged(showGroup(set.value));
      }
      // What it was changed for was seen with the policy.
      const changed = await mine.renameGroup(id, name ?? before.name, policy === undefined ? ifIs : undefined);
      if (!changed.ok) return refusedBy(changed.problem, "group", failed);
      const after = await store.summarizeGroup(id);
      return after === undefined ? notFound("group") : tagged(showGroup(after));
    }),
    route(DELETE, async ({ parameters: { id }, user, headers }) => {
      const { ifIs, failed } = precondition(headers, showGroup);
      const removed = await book.as(user.name).removeGroup(id, ifIs);
      return removed.ok ? undefined : refusedBy(removed.problem, "group", failed);
    }),
  ];
}

function memberRoutes(book: AddressBook, optedOut: OptedOut): Route[] {
  const { store } = book;
  return [
    route(LIST_MEMBERS, async ({ parameters: { id }, query }) => {
      const after = MEMBER_CURSOR.read(query.after);
      if (!after.ok) return after.problem;
      if ((await store.summarizeGroup(id)) === undefined) return notFound("group");
      const asked = { groupId: id, limit: limitOf(query), ...defined({ after: after.value }) };
      const { items, next } = await store.pageOfContacts(asked);
      const stopped = new Set((await optedOut.of(items)).map((contact) => contact.id));
      const shown = items.map((contact) => ({
        ...showContact(contact),
        ...(stopped.has(contact.id) ? { optedOut: true } : {}),
      }));
      return MEMBER_CURSOR.page(shown, next);
    }),
    route(ADD_MEMBERS, async ({ parameters: { id }, body: { contacts }, user }) => {
      const group = await store.summarizeGroup(id);
      if (group === undefined) return notFound("group");
      const added = await book.as(user.name).addMembers(group, contacts);
      if (added.ok) return { added: added.value };
      return pointingOut(refusedBy(added.problem, "group"), referencesIn("/contacts", contacts), {
        isThere: async (contact) => (await store.findContact({ id: contact })) !== undefined,
        message: "is not the ID of a contact",
      });
    }),
    route(REMOVE_MEMBER, async ({ parameters: { id, contact }, user }) => {
      const group = await store.summarizeGroup(id);
      if (group === undefined) return notFound("group");
      const removed = await book.as(user.name).removeMembers(group, [contact]);
      if (!removed.ok) return refusedBy(removed.problem, "group");
      return removed.value.length === 0 ? notFound("member") : undefined;
    }),
  ];
}
