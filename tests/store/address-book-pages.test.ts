import { expect, test } from "bun:test";
import type { AddressBookStore } from "../../lib/messages/index.ts";
import { ok } from "../../lib/result.ts";
import { eachDatabase } from "../support/database.ts";

/** Half as many again as one page looks at. */
const CONTACTS = 6_000;
const nameOf = (at: number) => `Contact ${String(at).padStart(4, "0")}`;

eachDatabase("pages of a large address book", (databases) => {
  /** Every 1,000th contact is rare; all but those are in the large group. */
  async function openBook(): Promise<{ book: AddressBookStore; rare: number; large: number }> {
    const { addressBook: book } = await databases.open();
    const addContacts = Array.from({ length: CONTACTS }, (_, at) =>
      at % 1_000 === 999
        ? { name: nameOf(at), note: "x", email: "rare@example.org", groups: ["rare"] }
        : { name: nameOf(at), groups: ["large"] },
    );
    const revision = {
      removeContacts: [],
      removeGroups: [],
      addGroups: ["rare", "large"],
      addContacts,
      changeContacts: [],
    };
    await book.revise(async () => ok({ revision, value: undefined }));
    const [large, rare] = await book.listGroups();
    return { book, rare: rare?.id ?? 0, large: large?.id ?? 0 };
  }

  async function pages(book: AddressBookStore, filter: { search?: string; groupId?: number; limit: number }) {
    const found: string[][] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await book.pageOfContacts({ ...filter, ...(after === undefined ? {} : { after }) });
      found.push(items.map(({ name }) => name));
      if (next === undefined) return found;
      after = next;
    }
  }

  test("pages joined are the list, each page ends where it has looked at enough, and a small group is one page", async () => {
    const { book, rare, large } = await openBook();
    const all = Array.from({ length: CONTACTS }, (_, at) => nameOf(at));
    const rarest = all.filter((_, at) => at % 1_000 === 999);
    expect((await pages(book, { limit: 500 })).flat()).toEqual(all);
    expect(await pages(book, { limit: 500, search: "RARE@" })).toEqual([rarest.slice(0, 4), rarest.slice(4)]);
    expect(await pages(book, { limit: 3, search: "rare@" })).toEqual([rarest.slice(0, 3), rarest.slice(3)]);
    expect(await pages(book, { limit: 500, groupId: rare })).toEqual([rarest]);
    expect(await pages(book, { limit: 4, groupId: rare })).toEqual([rarest.slice(0, 4), rarest.slice(4)]);
    expect(await pages(book, { limit: 500, groupId: rare, search: "nobody" })).toEqual([[]]);
    expect((await pages(book, { limit: 500, groupId: large })).flat()).toEqual(
      all.filter((name) => !rarest.includes(name)),
    );
  });
});
