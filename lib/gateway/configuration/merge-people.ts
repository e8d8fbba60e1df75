import { NO_PASSWORD, PERMISSIONS } from "../../auth/index.ts";
import type { Configuration, ConfiguredUser } from "../../messages/index.ts";
import { type ContactDraft, createNumberReader, readContact } from "../../routing/index.ts";
import { type ConfigurationFile, SHOWN } from "./file.ts";
import { compareItems, type Notes } from "./plan.ts";

const keyOf = ({ name }: { name: string }) => name.toLowerCase();
const nameOf = ({ name }: { name: string }) => name;

/** Users: who has no password in the file keeps theirs, or has none yet. Pure. */
export function mergeUsers(current: Configuration, file: ConfigurationFile, notes: Notes) {
  const known = new Map(current.users.map((user) => [keyOf(user), user]));
  const owner = new Map(
    current.users.flatMap((user) => user.identities.map((each) => [JSON.stringify(each), keyOf(user)] as const)),
  );
  const accepted = notes.without("users", file.users, {
    nameOf,
    problemOf: (user) => {
      const unknown = user.permissions.find((each) => !Object.hasOwn(PERMISSIONS, each));
      if (unknown !== undefined) return `holds the permission ${unknown}, which this version does not know`;
      const taken = user.identities.some((each) => (owner.get(JSON.stringify(each)) ?? keyOf(user)) !== keyOf(user));
      return taken ? "has an identity at single sign-on that another user has here" : undefined;
    },
  });
  const wanted = accepted.map((user): ConfiguredUser => {
    const passwordHash = user.passwordHash ?? known.get(keyOf(user))?.passwordHash;
    if (passwordHash === undefined) notes.lacks("users", user.name, "password");
    return { ...user, passwordHash: passwordHash ?? NO_PASSWORD };
  });
  return compareItems<ConfiguredUser>(
    { section: "users", keyOf, nameOf, shown: SHOWN.users },
    { current: current.users, wanted },
  );
}

/** Contacts. Pure. */
export function mergeContacts(
  current: Configuration,
  file: ConfigurationFile,
  { country, notes }: { country: string; notes: Notes },
) {
  const numbers = createNumberReader({ country });
  const read = file.contacts.map((contact) => ({ contact, read: readContact(contact as ContactDraft, numbers) }));
  const accepted = notes.without("contacts", read, {
    nameOf: ({ contact }) => contact.name,
    problemOf: ({ read }) => (read.ok ? undefined : read.problem.map(({ message }) => message).join("; ")),
  });
  const wanted = accepted.flatMap(({ read }) => (read.ok ? [read.value] : []));
  return compareItems(
    { section: "contacts", keyOf, nameOf, shown: SHOWN.contacts },
    { current: current.contacts, wanted },
  );
}

/** Groups, whose members and policies must be there or come too. Pure. */
export function mergeGroups(
  current: Configuration,
  file: ConfigurationFile,
  {
    contacts,
    policies,
    notes,
  }: { contacts: readonly { name: string }[]; policies: readonly { name: string }[]; notes: Notes },
) {
  const people = new Set([...current.contacts, ...contacts].map(keyOf));
  const plans = new Set([...current.policies, ...policies].map(keyOf));
  const wanted = notes.without("groups", file.groups, {
    nameOf,
    problemOf: ({ members, overrides, policy }) => {
      const named = [...members, ...overrides].map(({ contact }) => contact);
      const stranger = [...named, ...overrides.flatMap(({ insteadOf }) => insteadOf ?? [])].find(
        (name) => !people.has(name.toLowerCase()),
      );
      if (stranger !== undefined) return `names the contact ${stranger}, who is neither here nor in the file`;
      return policy === undefined || plans.has(policy.toLowerCase())
        ? undefined
        : `names the policy ${policy}, which is neither here nor in the file`;
    },
  });
  return compareItems({ section: "groups", keyOf, nameOf, shown: SHOWN.groups }, { current: current.groups, wanted });
}

/** Templates, whose owners must be there or come too. Pure. */
export function mergeTemplates(
  current: Configuration,
  file: ConfigurationFile,
  { users, most, notes }: { users: readonly { name: string }[]; most: number; notes: Notes },
) {
  const people = new Set([...current.users, ...users].map(keyOf));
  const ofOwner = (owner: string | undefined) => owner?.toLowerCase() ?? "";
  const templateKey = ({ owner, name }: { owner?: string; name: string }) => `${ofOwner(owner)}\n${name.toLowerCase()}`;
  const known = new Set(current.templates.map(templateKey));
  const counts = new Map<string, number>();
  for (const { owner } of current.templates) counts.set(ofOwner(owner), (counts.get(ofOwner(owner)) ?? 0) + 1);
  const wanted = notes.without("templates", file.templates, {
    nameOf,
    problemOf: (template) => {
      const owner = ofOwner(template.owner);
      if (owner !== "" && !people.has(owner)) return "belongs to a user who is neither here nor in the file";
      if (known.has(templateKey(template))) return undefined;
      const count = counts.get(owner) ?? 0;
      if (count >= most) return `does not fit: there may be ${most}`;
      counts.set(owner, count + 1);
      known.add(templateKey(template));
      return undefined;
    },
  });
  return compareItems(
    { section: "templates", keyOf: templateKey, nameOf, shown: SHOWN.templates },
    { current: current.templates, wanted },
  );
}
