import { Type } from "@sinclair/typebox";
import type { AddressBook } from "../../routing/index.ts";
import { notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { showContact, showGroup, shownOr } from "./contact-view.ts";
import { CONTACT } from "./contacts.ts";
import { CONTACTS_A_PAGE, Contact, ContactGroup, ContactGroupPayload, pageOf, paging } from "./models.ts";

const parameters = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const example = { id: 2, name: "admins" };
const bodyExample = { name: "admins" };

export const LIST_GROUPS = operation({
  method: "GET",
  path: "/api/contactgroups",
  operationId: "listContactGroups",
  tag: "Contact groups",
  permissions: ["groups"],
  summary: "Groups of the address book, by name",
  query: Type.Object(paging(CONTACTS_A_PAGE)),
  answer: Type.Array(ContactGroup),
  example: [example],
  failures: [422],
});

export const ADD_GROUP = operation({
  method: "POST",
  path: "/api/contactgroups",
  operationId: "addContactGroup",
  tag: "Contact groups",
  permissions: ["groups"],
  summary: "Add a group",
  body: ContactGroupPayload,
  bodyExample,
  answer: ContactGroup,
  example,
  failures: [400, 409, 422],
});

export const SHOW_GROUP = operation({
  method: "GET",
  path: "/api/contactgroups/{id}",
  operationId: "showContactGroup",
  tag: "Contact groups",
  permissions: ["groups"],
  summary: "One group",
  parameters,
  answer: ContactGroup,
  example,
  failures: [404],
});

export const CHANGE_GROUP = operation({
  method: "POST",
  path: "/api/contactgroups/{id}",
  operationId: "changeContactGroup",
  tag: "Contact groups",
  permissions: ["groups"],
  summary: "Rename a group",
  parameters,
  body: ContactGroupPayload,
  bodyExample,
  answer: ContactGroup,
  example,
  failures: [400, 404, 409, 422],
});

export const DELETE_GROUP = operation({
  method: "DELETE",
  path: "/api/contactgroups/{id}",
  operationId: "deleteContactGroup",
  tag: "Contact groups",
  permissions: ["groups"],
  summary: "Delete a group",
  description: "Its contacts are kept.",
  parameters,
  failures: [404, 409],
});

export const LIST_MEMBERS = operation({
  method: "GET",
  path: "/api/contactgroups/{id}/contacts",
  operationId: "listContactsOfGroup",
  tag: "Contact groups",
  permissions: ["groups", "contacts"],
  summary: "Contacts of a group, by name",
  parameters,
  query: Type.Object(paging(CONTACTS_A_PAGE)),
  answer: Type.Array(Contact),
  example: [CONTACT],
  failures: [404, 422],
});

/** Groups: list, add, show, rename, delete, and who is in one. */
export function contactGroupRoutes({ book }: { book: AddressBook }): Route[] {
  const { store } = book;
  return [
    route(LIST_GROUPS, async ({ query }) => (await store.listGroups(pageOf(query, CONTACTS_A_PAGE))).map(showGroup)),
    route(ADD_GROUP, async ({ body: { name }, user }) =>
      shownOr(await book.as(user.name).addGroup(name), "contact group", showGroup),
    ),
    route(SHOW_GROUP, async ({ parameters: { id } }) => {
      const group = await store.findGroup({ id });
      return group === undefined ? notFound("contact group") : showGroup(group);
    }),
    route(CHANGE_GROUP, async ({ parameters: { id }, body: { name }, user }) =>
      shownOr(await book.as(user.name).renameGroup(id, name), "contact group", showGroup),
    ),
    route(DELETE_GROUP, async ({ parameters: { id }, user }) =>
      shownOr(await book.as(user.name).removeGroup(id), "contact group", () => undefined),
    ),
    route(LIST_MEMBERS, async ({ parameters: { id }, query }) => {
      if ((await store.findGroup({ id })) === undefined) return notFound("contact group");
      return (await store.listContacts({ groupIds: [id], ...pageOf(query, CONTACTS_A_PAGE) })).map(showContact);
    }),
  ];
}
