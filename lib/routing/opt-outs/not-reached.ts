import {
  type AddressBookStore,
  type Contact,
  calledBy,
  type Member,
  type OptOutStore,
  type Policy,
} from "../../messages/index.ts";

/** Says who has opted out of those that are named: nothing is sent to their numbers. Every promise rejects with a StoreFailure. */
export interface OptedOut {
  /** Those of these people. */
  of<Person extends Pick<Contact, "id" | "number">>(people: readonly Person[]): Promise<Person[]>;
  /** Names of those whom a policy may call at their number, each once, in its order. */
  inPolicy(policy: Policy): Promise<string[]>;
}

/** Makes what looks them up. */
export function createOptedOut({
  book,
  optOuts,
}: {
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  optOuts: Pick<OptOutStore, "among">;
}): OptedOut {
  async function of<Person extends Pick<Contact, "id" | "number">>(people: readonly Person[]): Promise<Person[]> {
    const stopped = await optOuts.among(people.flatMap(({ number }) => number ?? []));
    return people.filter(({ number }) => number !== undefined && stopped.has(number));
  }

  async function peopleOf(name: string, kind: "contact" | "group"): Promise<readonly Member[]> {
    if (kind === "group") return (await book.findGroup({ name }))?.members ?? [];
    const contact = await book.findContact({ name });
    return contact === undefined ? [] : [contact];
  }

  return {
    of,
    async inPolicy({ steps, unanswered }) {
      // Whoever is called by mail alone is told all the same.
      const called = steps
        .filter(({ by }) => by.some((way) => way !== "email"))
        .flatMap(({ notify }) => notify.map(calledBy));
      const told = unanswered.flatMap((each) =>
        "group" in each ? [{ kind: "group", name: each.group } as const] : [],
      );
      const people: Member[] = [];
      for (const each of [...called, ...told]) {
        if (each !== undefined) people.push(...(await peopleOf(each.name, each.kind)));
      }
      return [...new Set((await of(people)).map(({ name }) => name))];
    },
  };
}
