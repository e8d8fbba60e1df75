import { defined } from "../defined.ts";
import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import {
  discoverProvider,
  type OpenIdClaims,
  type OpenIdProblem,
  type OpenIdProvider,
  type OpenIdSecrets,
  type OpenIdSettings,
} from "./openid.ts";
import { hashPassword } from "./passwords.ts";
import { PRESETS, type PresetName } from "./presets.ts";
import type { SecretBox } from "./secret-box.ts";
import { createSecret, hashOfSecret } from "./secrets.ts";
import type { NewUser, Permission, User } from "./types.ts";
import { readUserName } from "./user-rules.ts";
import type { UserAdministration } from "./users.ts";

/** Somebody at a provider. */
export interface Identity {
  issuer: string;
  /** The provider's name for them, which it never gives to another. */
  subject: string;
}

/** What auth needs from a store. @throws StoreFailure from every method */
export interface IdentityStore {
  find(identity: Identity): Promise<User | undefined>;
  /** Adds the user of this identity, or gives the one that it has. */
  addUser(user: NewUser, identity: Identity): Promise<User | "name-taken">;
  /** Of this issuer the user has this identity from now on, and nobody else has it. */
  link(userId: number, identity: Identity): Promise<void>;
  /** By issuer. */
  list(userId: number): Promise<Identity[]>;
  /** `false`: the user has no such identity. */
  unlink(userId: number, identity: Identity): Promise<boolean>;
}

/** An identity of a user. The ID names it in addresses, which issuers cannot: they are addresses themselves. */
interface NamedIdentity extends Identity {
  id: string;
}

/** Why nobody signed in at the provider. */
export type SingleSignOnProblem =
  | { kind: "off" }
  | { kind: "provider-unreachable" | "answer-refused"; code: OpenIdProblem }
  | { kind: "key-unusable"; message: string }
  /** The browser did not begin this sign-in, or too long ago. */
  | { kind: "not-begun" }
  | { kind: "too-many" }
  | { kind: "nobody"; subject: string }
  | { kind: "name-not-usable"; subject: string };

/** Sign-in at a provider of OpenID Connect. @throws StoreFailure from every method */
export interface SingleSignOn {
  /** Gives where the browser goes, and what it is to bring back, which says nothing to it. */
  begin(redirectUri: string): Promise<Result<{ url: string; sealed: string }, SingleSignOnProblem>>;
  /** Gives the user, who may be disabled. @param answered  the redirect URI with what the provider added */
  complete(answered: URL, sealed: string): Promise<Result<User, SingleSignOnProblem>>;
  /** Whether a provider is set. */
  offered(): boolean;
  /** Whether browsers may sign in with a password. */
  takesPasswords(): Promise<boolean>;
  /** Makes a user the one of this identity at the provider. `false`: no provider is set. */
  link(user: User, subject: string, by: string): Promise<boolean>;
  /** Who a user is, at this provider and at earlier ones. */
  identitiesOf(user: Pick<User, "id">): Promise<NamedIdentity[]>;
  /** The user signs in there no more; sessions go on. @param by  absent on the command line. `false`: no such identity */
  unlink(user: Pick<User, "id" | "name">, id: string, by?: string): Promise<boolean>;
}

/** The identities of users, without a provider. @throws StoreFailure from every method */
export function createIdentities({
  store,
  events,
}: {
  store: Pick<IdentityStore, "list" | "unlink">;
  events: EventRecorder;
}): Pick<SingleSignOn, "identitiesOf" | "unlink"> {
  const identitiesOf = async ({ id }: Pick<User, "id">): Promise<NamedIdentity[]> =>
    (await store.list(id)).map((identity) => ({
      id: hashOfSecret(`${identity.issuer} ${identity.subject}`),
      ...identity,
    }));
  return {
    identitiesOf,
    async unlink(user, id, by) {
      const identity = (await identitiesOf(user)).find((each) => each.id === id);
      if (identity === undefined || !(await store.unlink(user.id, identity))) return false;
      events.record({ kind: "identity.unlinked", owner: user.name, ...defined({ userName: by }) });
      return true;
    },
  };
}

/** What is set now. */
interface SingleSignOnSettings {
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly groups: readonly { group: string; preset: PresetName }[];
  readonly createUsers: "on" | "off";
  readonly passwordSignIn: "on" | "off";
}

/** What the database remembers. @throws StoreFailure from every method */
interface Remembered {
  get(key: string): Promise<unknown>;
  set(values: Readonly<Record<string, string | number>>): Promise<void>;
}

/** 10 min to sign in at the provider. */
export const SIGN_IN_MS = 600_000;
/** 60 s: whether the provider can be reached is asked so often at most. */
const REMEMBERED_MS = 60_000;
/** 20 sign-ins that the provider is asked about at the same time. */
const MOST_AT_ONCE = 20;
const PURPOSE = "single-sign-on";
/** The provider at which an administrator has signed in. */
const PROVEN = "oidc-proven";
/** Until when passwords count, whatever is set. */
const PASSWORDS_UNTIL = "password-sign-in-until";
/** 1 h: for whoever has the shell and not the provider. */
const PASSWORDS_MS = 3_600_000;

/** Lets browsers sign in with a password for an hour. @throws StoreFailure */
export const takePasswordsAgain = (remembered: Remembered, now: number): Promise<void> =>
  remembered.set({ [PASSWORDS_UNTIL]: now + PASSWORDS_MS });

/** @param options.now  milliseconds since 1970 */
export function createSingleSignOn(options: {
  store: IdentityStore;
  administration: Pick<UserAdministration, "change">;
  remembered: Remembered;
  settings: SingleSignOnSettings;
  box: () => Promise<Result<SecretBox>>;
  events: EventRecorder;
  now: () => number;
}): SingleSignOn {
  const { store, remembered, settings, events, now } = options;
  let known: { key: string; until: number; found: ReturnType<typeof discoverProvider> } | undefined;
  let running = 0;

  /** The provider as it was a minute ago at most; those who ask at once share one look. */
  async function provider(): Promise<Result<OpenIdProvider & { issuer: string }, SingleSignOnProblem>> {
    const asked = wanted(settings);
    if (asked === undefined) return no({ kind: "off" });
    const key = JSON.stringify(asked);
    if (known?.key !== key || now() >= known.until) {
      known = { key, until: now() + REMEMBERED_MS, found: discoverProvider(asked) };
    }
    const found = await known.found;
    return found.ok
      ? ok({ ...found.value, issuer: asked.issuer })
      : no({ kind: "provider-unreachable", code: found.problem });
  }

  async function box(): Promise<Result<SecretBox, SingleSignOnProblem>> {
    const opened = await options.box();
    return opened.ok ? opened : no({ kind: "key-unusable", message: opened.problem });
  }

  function granted(groups: readonly string[]): Permission[] {
    const presets = settings.groups.filter(({ group }) => groups.includes(group)).map(({ preset }) => PRESETS[preset]);
    return [...new Set(presets.flatMap(({ permissions }): readonly Permission[] => permissions))].sort();
  }

  async function addUser(claims: OpenIdClaims, identity: Identity): Promise<Result<User, SingleSignOnProblem>> {
    const { subject } = identity;
    const permissions = granted(claims.groups);
    if (settings.createUsers === "off" || !permissions.includes("web")) return no({ kind: "nobody", subject });
    const name = readUserName(claims.name ?? "");
    if (!name.ok) return no({ kind: "name-not-usable", subject });
    // Nobody knows the password.
    const passwordHash = await hashPassword(createSecret());
    const user = await store.addUser({ name: name.value, passwordHash, permissions }, identity);
    // Whoever has the name here may be somebody else.
    if (user === "name-taken") return no({ kind: "name-not-usable", subject });
    events.record({ kind: "user.added", userName: undefined, name: user.name });
    return ok(user);
  }

  /** What the groups give, where groups are set; the last administrator stays one. */
  async function withGroups(user: User, groups: readonly string[]): Promise<User> {
    const permissions = granted(groups);
    if (settings.groups.length === 0 || user.permissions.toSorted().join() === permissions.join()) return user;
    const changed = await options.administration.change(user.id, () => ({ permissions }));
    return changed.ok ? changed.value : user;
  }

  async function signIn(answered: URL, secrets: OpenIdSecrets): Promise<Result<User, SingleSignOnProblem>> {
    const at = await provider();
    if (!at.ok) return at;
    const { issuer, claimsOf } = at.value;
    const claims = await claimsOf(answered, secrets);
    if (!claims.ok) return no({ kind: "answer-refused", code: claims.problem });
    const identity = { issuer, subject: claims.value.subject };
    const found = await store.find(identity);
    const user =
      found === undefined ? await addUser(claims.value, identity) : ok(await withGroups(found, claims.value.groups));
    if (user.ok && isAdministrator(user.value) && (await remembered.get(PROVEN)) !== issuer) {
      await remembered.set({ [PROVEN]: issuer });
    }
    return user;
  }

  return {
    ...createIdentities(options),
    async begin(redirectUri) {
      const [at, opened] = [await provider(), await box()];
      if (!at.ok) return at;
      if (!opened.ok) return opened;
      const secrets = at.value.createSecrets();
      const kept: Begun = { ...secrets, until: now() + SIGN_IN_MS };
      const url = await at.value.urlFor(redirectUri, secrets);
      return ok({ url, sealed: opened.value.seal(JSON.stringify(kept), PURPOSE) });
    },
    async complete(answered, sealed) {
      if (wanted(settings) === undefined) return no({ kind: "off" });
      const opened = await box();
      if (!opened.ok) return opened;
      const text = opened.value.open(sealed, PURPOSE);
      const begun = text === undefined ? undefined : (JSON.parse(text) as Begun);
      if (begun === undefined || now() >= begun.until) return no({ kind: "not-begun" });
      // Before the provider is asked: a stranger's answer costs nothing.
      if (answered.searchParams.get("state") !== begun.state) return no({ kind: "not-begun" });
      if (running >= MOST_AT_ONCE) return no({ kind: "too-many" });
      running++;
      try {
        return await signIn(answered, begun);
      } finally {
        running--;
      }
    },
    offered: () => wanted(settings) !== undefined,
    async takesPasswords() {
      if (settings.passwordSignIn === "on") return true;
      if ((await remembered.get(PROVEN)) !== settings.issuer) return true;
      const until = await remembered.get(PASSWORDS_UNTIL);
      return (typeof until === "number" && now() < until) || !(await provider()).ok;
    },
    async link(user, subject, by) {
      const { issuer } = settings;
      if (issuer === undefined) return false;
      await store.link(user.id, { issuer, subject });
      events.record({ kind: "identity.linked", userName: by, owner: user.name });
      return true;
    },
  };
}

function wanted({ issuer, clientId, clientSecret }: SingleSignOnSettings): OpenIdSettings | undefined {
  if (issuer === undefined || clientId === undefined) return undefined;
  return { issuer, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
}

/** What the sealed cookie holds. */
interface Begun extends OpenIdSecrets {
  /** Milliseconds since 1970. */
  until: number;
}

const isAdministrator = ({ disabled, permissions }: User) =>
  !disabled && (["users", "permissions", "web"] as const).every((permission) => permissions.includes(permission));
