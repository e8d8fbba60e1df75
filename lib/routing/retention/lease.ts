/** 10 s: another gateway goes on within 15 s, since each looks every 5 s. */
const LEASE_MS = 10_000;
/** 3 s between extensions. */
const EXTEND_MS = 3_000;

export const PREFIX = "retention.";
const HELD = `${PREFIX}held`;
const ASKED = `${PREFIX}asked`;
const DUE = `${PREFIX}due`;
export const LAST = `${PREFIX}last`;
export const TEXTS = `${PREFIX}texts`;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Settings = ReadonlyMap<string, unknown>;

/** What is kept of retention among the settings; as `SettingsStore` has it. Every promise rejects with a StoreFailure. */
export interface RetentionNotes {
  list(prefix: string): Promise<Settings>;
  change<Decision extends { set: Readonly<Record<string, Json | undefined>> }>(
    prefix: string,
    decide: (now: Settings) => Decision,
  ): Promise<Decision>;
  set(values: Readonly<Record<string, Json>>): Promise<void>;
}

/** Who works, and until when that counts. */
interface Held {
  node: string;
  until: number;
  begunAt: number;
}

/** Who works now; `undefined`: nobody. */
export function heldIn(all: Settings, now: number): Held | undefined {
  const held = readHeld(all.get(HELD));
  return held !== undefined && held.until > now && held.until <= now + 2 * LEASE_MS ? held : undefined;
}

function readHeld(value: unknown): Held | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const { node, until, begunAt } = value as Record<string, unknown>;
  const isHeld = typeof node === "string" && typeof until === "number" && typeof begunAt === "number";
  return isHeld ? { node, until, begunAt } : undefined;
}

/** Why a run is to begin; `undefined`: nothing is to be done by this gateway. */
export function reasonToRun(
  all: Settings,
  { now, due }: { now: number; due: number | undefined },
): "asked" | "due" | "left" | undefined {
  if (heldIn(all, now) !== undefined) return undefined;
  // Whoever was at it has ended without a word.
  if (readHeld(all.get(HELD)) !== undefined) return "left";
  if (typeof all.get(ASKED) === "number") return "asked";
  return due !== undefined && due <= now && all.get(DUE) !== due ? "due" : undefined;
}

/** Takes the work, unless another one has it. `at`: when it began. Rejects with a StoreFailure. */
export async function takeLease(
  notes: RetentionNotes,
  { node, now, due, isAsked = false }: { node: string; now: number; due?: number | undefined; isAsked?: boolean },
): Promise<{ isMine: boolean; by?: string }> {
  const { isMine, by } = await notes.change(PREFIX, (all) => {
    const held = heldIn(all, now);
    const isMine = held === undefined && (isAsked || reasonToRun(all, { now, due }) !== undefined);
    const taken = { [HELD]: { node, until: now + LEASE_MS, begunAt: now }, [ASKED]: undefined };
    const set: Record<string, Json | undefined> = isMine ? { ...taken, ...(due !== undefined && { [DUE]: due }) } : {};
    return { set, isMine, by: held?.node };
  });
  return by === undefined ? { isMine } : { isMine, by };
}

/** Keeps the work for a gateway: gives what extends it when it is time, and says whether it is still this one's. */
export function createKeeper(
  notes: RetentionNotes,
  { node, clock }: { node: string; clock: { now(): number } },
): () => Promise<boolean> {
  let extendedAt = clock.now();
  return async () => {
    const now = clock.now();
    if (Math.abs(now - extendedAt) < EXTEND_MS) return true;
    const { isMine } = await notes.change(PREFIX, (all) => {
      const held = readHeld(all.get(HELD));
      const isMine = held?.node === node;
      const set: Record<string, Json | undefined> = isMine ? { [HELD]: { ...held, until: now + LEASE_MS } } : {};
      return { set, isMine };
    });
    extendedAt = now;
    return isMine;
  };
}

/** Gives the work back. `isLeft`: it is not done, and another gateway is to go on. Rejects with a StoreFailure. */
export async function giveLease(
  notes: RetentionNotes,
  { node, now, isLeft, more }: { node: string; now: number; isLeft: boolean; more: Readonly<Record<string, Json>> },
): Promise<void> {
  await notes.change(PREFIX, (all) => {
    const isMine = readHeld(all.get(HELD))?.node === node;
    const set: Record<string, Json | undefined> = { ...more };
    if (isMine) Object.assign(set, { [HELD]: undefined, ...(isLeft && { [ASKED]: now }) });
    return { set };
  });
}

/** Asks whichever gateway looks first to run. Rejects with a StoreFailure. */
export const askToRun = (notes: RetentionNotes, now: number): Promise<void> => notes.set({ [ASKED]: now });
