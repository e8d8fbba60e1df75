import type { Log } from "../log.ts";
import type { CountStore, GuessStore, Others } from "./shared-counts.ts";

type Size = Parameters<GuessStore["take"]>[1];

/** Guesses that the gateways of a database count together, by the names of their buckets. */
export interface SharedGuesses {
  /** Whether there are other gateways now. */
  readonly isOn: boolean;
  /** From now on `listener` is called when others have come. */
  onBegin(listener: () => void): void;
  /** See {@link GuessStore.take}. @throws StoreFailure */
  take(keys: readonly string[], size: Size): ReturnType<GuessStore["take"]>;
  /** Never throws: the bucket refills, so a token that is not given back is not missed for long. */
  giveBack(keys: readonly string[], size: Size): void;
  /** See {@link GuessStore.lower}. Never throws. */
  lower(buckets: readonly { key: string; left: number }[], size: Size): void;
}

/** 1,000 buckets in a statement: some 50 KB. */
const STEP = 1_000;

/**
 * Counts guesses with the others. The database gets digests of the names and addresses, with a secret of the installation: it keeps none
 * of a stranger, and each is short.
 */
export function createSharedGuesses({
  store,
  others,
  secret,
  log,
}: {
  store: CountStore;
  others: Others;
  secret: Uint8Array;
  log: Log;
}): SharedGuesses {
  const { guesses } = store;
  /** 128 bits: nobody finds two names of one bucket. */
  const bucketOf = (key: string) =>
    new Bun.CryptoHasher("sha256", secret).update(key).digest().subarray(0, 16).toString("base64url");
  const told = (error: unknown) => log.warn({ err: error }, "the other gateways were not told of wrong passwords");

  return {
    get isOn() {
      return others.areThere;
    },
    onBegin: (listener) => others.onChange((areThere) => areThere && listener()),
    take: (keys, size) => guesses.take(keys.map(bucketOf), size),
    giveBack: (keys, size) => void guesses.giveBack(keys.map(bucketOf), size).catch(told),
    lower(buckets, size) {
      for (let at = 0; at < buckets.length; at += STEP) {
        const some = buckets.slice(at, at + STEP).map(({ key, left }) => ({ bucket: bucketOf(key), left }));
        guesses.lower(some, size).catch(told);
      }
    },
  };
}
