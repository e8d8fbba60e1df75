import { type Static, Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, CONTACTS_OF_A_REQUEST } from "../../limits.ts";
import type { ContactsChanged, NamedGroup } from "../../messages/index.ts";
import type { AddressBook, BookResult } from "../../routing/index.ts";
import { type Failure, holds, invalid, lacking } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { Id, type nameCursor, refusedBy } from "./address-book-models.ts";
import { PAGING } from "./cursor.ts";

/** 128 per commit: others wait for no more than these. */
const STEP = 128;
/** 10 s: then the answer says where to go on. */
const MOST_MS = 10_000;

const closed = { additionalProperties: false };

const BulkOfContacts = named(
  "BulkOfContacts",
  Type.Object(
    {
      action: oneOf(["delete", "join", "leave"], {
        description: "`join` and `leave` need `group`, and the permission *Manage groups* (`groups`).",
      }),
      group: Type.Optional(Type.Integer({ ...Id, description: "The group to join or to leave." })),
      ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: CONTACTS_OF_A_REQUEST })),
      filter: Type.Optional(
        Type.Object(
          {
            q: Type.Optional(Type.String({ minLength: 1, maxLength: ADDRESS_BOOK_NAME_CHARACTERS })),
            group: Type.Optional(Id),
          },
          { ...closed, minProperties: 1, description: "As for the list. Instead of `ids`." },
        ),
      ),
      all: Type.Optional(Type.Boolean({ description: "Every contact. Instead of `ids` and `filter`." })),
      after: Type.Optional(
        Type.String({ ...PAGING.after, description: "With `filter` or `all`: `next` of the answer before." }),
      ),
    },
    closed,
  ),
);

export const BULK_CONTACTS = operation({
  method: "POST",
  path: "/api/v1/contacts/bulk",
  operationId: "changeContactsInBulk",
  tag: "Contacts",
  permissions: ["contacts"],
  summary: "Do the same to many contacts",
  description:
    "In steps, each of which stays done. A call ends after 10 seconds at most: while the answer has `next`, repeat the call with it as `after`.",
  body: BulkOfContacts,
  bodyExample: { action: "delete", filter: { q: "@old.example.org" } },
  answer: Type.Object(
    {
      done: Type.Integer({ description: "Contacts that it was done to." }),
      skipped: Type.Array(Type.Object({ id: Type.Integer(), reason: oneOf(["not-found", "called"]) }, closed), {
        description: "`called`: a policy calls this contact, which stays until the policy calls somebody else.",
      }),
      next: Type.Optional(Type.String({ description: "Where the next call goes on; absent when all is done." })),
    },
    closed,
  ),
  example: { done: 12, skipped: [] },
  failures: [400, 422],
});

/** The route of {@link BULK_CONTACTS}. @param deps.cursor  that of the list */
export function changeInBulk(deps: {
  book: AddressBook;
  clock: Pick<Clock, "now">;
  cursor: ReturnType<typeof nameCursor>;
}): Route {
  const { clock, cursor } = deps;
  const { store } = deps.book;
  return route(BULK_CONTACTS, async ({ body, user, limit }) => {
    const fault = faultOf(body);
    if (fault !== undefined) return fault;
    if (body.action !== "delete" && !holds(user, "groups")) return lacking("groups");
    const group = body.group === undefined ? undefined : await store.summarizeGroup(body.group);
    if (body.action !== "delete" && group === undefined) return NO_GROUP;
    const perform = performer(deps.book.as(user.name), { action: body.action, group });

    const skipped: { id: number; reason: "not-found" | "called" }[] = [];
    let done = 0;
    /** @throws StoreFailure */
    async function step(ids: readonly number[]): Promise<Failure | undefined> {
      const result = ids.length === 0 ? undefined : await perform(ids);
      if (result?.ok === false) return refusedBy(result.problem, "contact");
      const { done: changed, called } = result?.value ?? { done: [], called: [] };
      done += changed.length;
      for (const id of called) skipped.push({ id, reason: "called" });
      if (body.ids !== undefined) {
        const found = new Set([...changed, ...called]);
        for (const id of ids) if (!found.has(id)) skipped.push({ id, reason: "not-found" });
      }
      return undefined;
    }

    if (body.ids !== undefined) {
      const ids = [...new Set(body.ids)];
      for (let from = 0; from < ids.length && !limit.passed; from += STEP) {
        const failed = await step(ids.slice(from, from + STEP));
        if (failed !== undefined) return failed;
      }
      return { done, skipped };
    }

    const after = cursor.read(body.after);
    if (!after.ok) return after.problem;
    let place = after.value;
    const filter = defined({ search: body.filter?.q, groupId: body.filter?.group });
    const until = clock.now() + MOST_MS;
    do {
      const page = await store.pageOfContacts({ limit: STEP, ...filter, ...defined({ after: place }) });
      const failed = await step(page.items.map(({ id }) => id));
      if (failed !== undefined) return failed;
      place = page.next;
    } while (place !== undefined && clock.now() < until && !limit.passed);
    return { done, skipped, ...defined({ next: place && cursor.write(place) }) };
  });
}

/** What contradicts itself. */
function faultOf({ action, group, ids, filter, all, after }: Static<typeof BulkOfContacts>): Failure | undefined {
  if ([ids, filter, all || undefined].filter((given) => given !== undefined).length !== 1) {
    return invalid([{ pointer: "", message: "must have one of ids, filter and all" }]);
  }
  if (action === "delete" && group !== undefined) {
    return invalid([{ pointer: "/group", message: "must be absent with delete: filter.group chooses contacts" }]);
  }
  if (action !== "delete" && group === undefined) return invalid([{ pointer: "/group", message: "is missing" }]);
  if (ids !== undefined && after !== undefined) {
    return invalid([{ pointer: "/after", message: "must be absent with ids" }]);
  }
  return undefined;
}

const NO_GROUP = invalid([{ pointer: "/group", message: "is not the ID of a group" }]);

function performer(
  book: AddressBook,
  { action, group }: { action: "delete" | "join" | "leave"; group: NamedGroup | undefined },
): (ids: readonly number[]) => Promise<BookResult<ContactsChanged>> {
  if (action === "delete" || group === undefined) return (ids) => book.removeContacts(ids);
  return (ids) => book.moveContacts(group, ids, action);
}
