import { Type } from "@sinclair/typebox";
import { QUERY_LIST_ITEMS } from "../../limits.ts";
import type { AddressBook } from "../../routing/index.ts";
import { holds, lacking, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { showContact, shownOr } from "./contact-view.ts";
import { CONTACTS_A_PAGE, Contact, ContactPayload, pageOf, paging } from "./models.ts";

const parameters = Type.Object({ id: Type.Integer({ minimum: 1 }) });
/** A contact in examples. */
export const CONTACT = {
  id: 4,
  type: "contact",
  name: "Anna Admin",
  number: "+491701234567",
  email: "anna@example.org",
  groups: [{ id: 2, name: "admins" }],
};
const PAYLOAD = { name: "Anna Admin", number: "+491701234567", email: "anna@example.org", groups: [2] };

export const LIST_CONTACTS = operation({
  method: "GET",
  path: "/api/contacts",
  operationId: "listContacts",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Contacts of the address book, by name",
  query: Type.Object({
    group: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: QUERY_LIST_ITEMS,
        description: "Only members of these groups, by ID or name.",
      }),
    ),
    ...paging(CONTACTS_A_PAGE),
  }),
  answer: Type.Array(Contact),
  example: [CONTACT],
  failures: [422],
});

export const ADD_CONTACT = operation({
  method: "POST",
  path: "/api/contacts",
  operationId: "addContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Add a contact",
  description: "With `groups` it also needs *Manage groups* (`groups`).",
  body: ContactPayload,
  bodyExample: PAYLOAD,
  answer: Contact,
  example: CONTACT,
  failures: [400, 409, 422],
});

export const SHOW_CONTACT = operation({
  method: "GET",
  path: "/api/contacts/{id}",
  operationId: "showContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "One contact",
  parameters,
  answer: Contact,
  example: CONTACT,
  failures: [404],
});

export const CHANGE_CONTACT = operation({
  method: "POST",
  path: "/api/contacts/{id}",
  operationId: "changeContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Change a contact",
  description:
    "Omitted fields stay as they are; an empty text removes the field; `groups` replaces all groups, and also needs *Manage groups* (`groups`).",
  parameters,
  body: ContactPayload,
  bodyExample: PAYLOAD,
  answer: Contact,
  example: CONTACT,
  failures: [400, 404, 409, 422],
});

export const DELETE_CONTACT = operation({
  method: "DELETE",
  path: "/api/contacts/{id}",
  operationId: "deleteContact",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Delete a contact",
  parameters,
  failures: [404, 409],
});

/** Contacts: list, add, show, change, delete. */
export function contactRoutes({ book }: { book: AddressBook }): Route[] {
  const { store } = book;
  return [
    route(LIST_CONTACTS, async ({ query }) => {
      if (query.group === undefined) return (await store.listContacts(pageOf(query, CONTACTS_A_PAGE))).map(showContact);
      const found = await Promise.all(query.group.map((group) => book.findGroup(group)));
      const groupIds = found.flatMap((group) => group?.id ?? []);
      if (groupIds.length === 0) return [];
      return (await store.listContacts({ groupIds, ...pageOf(query, CONTACTS_A_PAGE) })).map(showContact);
    }),
    route(ADD_CONTACT, async ({ body, user }) => {
      const { groups, ...draft } = body;
      if (groups !== undefined && !holds(user, "groups")) return lacking("groups");
      const added = await book.as(user.name).addContact({ ...draft, groupIds: groups });
      return shownOr(added, "contact", showContact);
    }),
    route(SHOW_CONTACT, async ({ parameters: { id } }) => {
      const contact = await store.findContact({ id });
      return contact === undefined ? notFound("contact") : showContact(contact);
    }),
    route(CHANGE_CONTACT, async ({ parameters: { id }, body, user }) => {
      const { groups, ...edit } = body;
      if (groups !== undefined && !holds(user, "groups")) return lacking("groups");
      const changed = await book.as(user.name).changeContact(id, { ...edit, groupIds: groups });
      return shownOr(changed, "contact", showContact);
    }),
    route(DELETE_CONTACT, async ({ parameters: { id }, user }) =>
      shownOr(await book.as(user.name).removeContact(id), "contact", () => undefined),
    ),
  ];
}
