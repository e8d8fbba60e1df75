import type { EventRecorder } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { visible } from "../visible.ts";
import { createSecret, hashOfSecret, isSecret } from "./secrets.ts";
import type { Permission, User, UserStore } from "./types.ts";
import { rememberUntilUsersChange } from "./until-users-change.ts";

/** A browser in which a user has signed in. */
export interface Session {
  /** Names it; signs nobody in. */
  id: string;
  userId: number;
  /** Times are milliseconds since 1970. */
  createdAt: number;
  /** The latest request, or one of the quarter of an hour before it. */
  seenAt: number;
  /** From where it was started. */
  address: string;
  /** What the browser calls itself; may be empty. */
  agent: string;
  /** Started at a provider of OpenID Connect, which asks for a second factor itself if it wants one. */
  byProvider: boolean;
}

/** Sessions that have ended by now: seen or created at or before these times. */
interface Ended {
  seenBy: number;
  createdBy: number;
}

/** What auth needs from a store. @throws StoreFailure from every promise */
export interface SessionStore {
  /**
   * Keeps a session, and removes those of its user that have ended, and the longest unseen beyond `most`. `false`: the
   * user has changed since `revision`.
   */
  start(session: Session, options: { revision: number; most: number; ended: Ended }): Promise<boolean>;
  /** A session with its user as they are now, and whether the user has a second factor. */
  find(id: string): Promise<{ session: Session; user: User; hasSecondFactor: boolean } | undefined>;
  /** Those that have not ended, the latest seen first. */
  list(userId: number, ended: Ended): Promise<Session[]>;
  /** Gives how many there were. */
  end(userId: number, which: { id: string } | { except?: string }): Promise<number>;
  /** Takes it at once and keeps it soon after. Never throws. */
  seen(id: string, at: number): void;
}

/** A session that has begun. */
interface StartedSession {
  session: Session;
  /** For the browser alone: with it, it is signed in. */
  secret: string;
}

/** Where somebody signs in. */
interface SignInFrom extends Pick<Session, "address" | "agent"> {
  /** At a provider; not when left out. */
  byProvider?: boolean;
}

/** Who calls with a session. */
interface SessionCaller {
  user: User;
  sessionId: string;
  /** The user has to set up a second factor, and may do nothing else before. */
  needsSecondFactor: boolean;
}

/**
 * Sessions of browsers. Each ends when it is idle or old, when somebody ends it, and with a change of its user's password,
 * except the one that changes it. Start and end are events, except an end by time.
 *
 * @throws StoreFailure from every method
 */
export interface Sessions {
  /**
   * To be asked before the password is looked at: what it gives starts a session once the user has been let in.
   * `undefined`: the user has changed meanwhile. A new ID each time, so that nobody can plant one.
   */
  prepare(name: string): Promise<(user: User, from: SignInFrom) => Promise<StartedSession | undefined>>;
  /**
   * Who calls with this secret; `undefined` when it is no session, or one that has ended.
   *
   * @param how.inBackground  nobody need be there: the session goes on being idle
   */
  read(secret: string, how?: { inBackground: boolean }): Promise<SessionCaller | undefined>;
  /** The latest seen first. */
  list(user: Pick<User, "id">): Promise<Session[]>;
  /** How long a session lasts at most. */
  readonly lifeMs: number;
  /** When it ends, if nothing comes any more. */
  endOf(session: Session): number;
  end(user: User, id: string, by?: EndedBy): Promise<Result<undefined, "not-found">>;
  /** Gives how many there were. */
  endAll(user: User, by?: EndedBy & { except?: string }): Promise<number>;
}

/** Who ends a session; nobody on the command line. */
interface EndedBy {
  userName?: string;
  address?: string;
}

/** 50 browsers of one user; whoever signs in more often ends the longest unseen. */
const MOST_SESSIONS = 50;
/** 15 min: each write is a page of an SD card. After a crash a session looks that much longer idle. */
const WRITTEN_AFTER_MS = 900_000;
/** 1/4: of a short idle time, so that what is not written does not end a session in use. */
const WRITTEN_AFTER_SHARE = 0.25;
/** 200 characters tell one browser from another. */
const AGENT_CHARACTERS = 200;

/**
 * @param options.now  milliseconds since 1970
 * @param options.idleMs  a session without a request for so long has ended; read each time
 * @param options.lifeMs  as has one that was started so long ago; read each time
 * @param options.secondFactorFor  who holds one of these needs a second factor; read each time, nobody when left out
 */
export function createSessions(options: {
  store: SessionStore;
  users: Pick<UserStore, "findByName" | "generation">;
  events: EventRecorder;
  now: () => number;
  idleMs: number;
  lifeMs: number;
  secondFactorFor?: readonly Permission[];
}): Sessions {
  const { store, users, events, now } = options;
  const known = rememberUntilUsersChange<Known>(users);
  const writtenAfterMs = () => Math.min(WRITTEN_AFTER_MS, options.idleMs * WRITTEN_AFTER_SHARE);

  const endedAt = (at: number): Ended => ({ seenBy: at - options.idleMs, createdBy: at - options.lifeMs });

  async function find(id: string): Promise<Known | undefined> {
    const found = await store.find(id);
    if (found === undefined || found.user.disabled) return undefined;
    const { session, user, hasSecondFactor } = found;
    const { createdAt, seenAt, byProvider } = session;
    return { user, isProven: hasSecondFactor || byProvider, createdAt, seenAt, writtenAt: seenAt };
  }

  const mustBeProven = ({ permissions }: User) =>
    (options.secondFactorFor ?? []).some((permission) => permissions.includes(permission));

  /** One that has not ended. */
  async function recall(id: string, at: number): Promise<Known | undefined> {
    const { seenBy, createdBy } = endedAt(at);
    const isOpen = ({ seenAt, createdAt }: Known) => seenAt > seenBy && createdAt > createdBy;
    const remembered = await known.recall(id, () => find(id));
    if (remembered === undefined || isOpen(remembered)) return remembered;
    // Another gateway may have seen it since.
    known.forget(id);
    const stored = await known.recall(id, () => find(id));
    if (stored === undefined || isOpen(stored)) return stored;
    known.forget(id);
    return undefined;
  }

  function see(id: string, session: Known, at: number): void {
    session.seenAt = at;
    if (Math.abs(at - session.writtenAt) < writtenAfterMs()) return;
    session.writtenAt = at;
    store.seen(id, at);
  }

  function recordEnd(user: User, sessions: number, { userName, address }: EndedBy): void {
    if (sessions > 0) events.record({ kind: "session.ended", owner: user.name, sessions, userName, address });
  }

  return {
    async prepare(name) {
      const before = await users.findByName(name);
      return async (user, { address, agent, byProvider = false }) => {
        if (before?.id !== user.id) return undefined;
        const secret = createSecret();
        const at = now();
        const session = {
          id: hashOfSecret(secret),
          userId: user.id,
          createdAt: at,
          seenAt: at,
          address,
          agent: visible(agent.slice(0, AGENT_CHARACTERS)),
          byProvider,
        };
        const { revision } = before;
        if (!(await store.start(session, { revision, most: MOST_SESSIONS, ended: endedAt(at) }))) return undefined;
        events.record({ kind: "session.started", userName: user.name, address });
        return { session, secret };
      };
    },
    async read(secret, { inBackground } = { inBackground: false }) {
      if (!isSecret(secret)) return undefined;
      const id = hashOfSecret(secret);
      const at = now();
      const found = await recall(id, at);
      if (found === undefined) return undefined;
      if (!inBackground) see(id, found, at);
      const { user, isProven } = found;
      return { user, sessionId: id, needsSecondFactor: !isProven && mustBeProven(user) };
    },
    get lifeMs() {
      return options.lifeMs;
    },
    endOf: ({ createdAt, seenAt }) => Math.min(seenAt + options.idleMs, createdAt + options.lifeMs),
    list: ({ id }) => store.list(id, endedAt(now())),
    async end(user, id, by = {}) {
      const sessions = await store.end(user.id, { id });
      recordEnd(user, sessions, by);
      return sessions > 0 ? ok(undefined) : no("not-found");
    },
    async endAll(user, { except, ...by } = {}) {
      const sessions = await store.end(user.id, except === undefined ? {} : { except });
      recordEnd(user, sessions, by);
      return sessions;
    },
  };
}

/** A session of this process's memory. */
interface Known {
  user: User;
  /** Nobody has to ask for a second factor. */
  isProven: boolean;
  createdAt: number;
  /** The latest request. */
  seenAt: number;
  /** When one was written last. */
  writtenAt: number;
}
