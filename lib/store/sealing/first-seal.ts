import type { Backend } from "../backend.ts";
import { openBackend } from "../open-backend.ts";
import { beginSealing } from "./key-register.ts";
import type { TextKeys } from "./sealed-texts.ts";

/**
 * Opens the database for a command: the key that seals counts as needed from the transaction on that writes the first text with it, so a
 * command that only reads leaves nothing behind. That transaction fails where a gateway could not read the text.
 *
 * @param options.isAlone  on SQLite: no gateway works on the file
 * @throws StoreFailure
 */
export async function openNotingKeys(
  { texts, ...options }: Parameters<typeof openBackend>[0],
  { isAlone, now }: { isAlone: () => boolean; now: () => number },
): Promise<Backend> {
  if (texts === undefined) return openBackend(options);
  let hasSealed = false;
  let isNoted = false;
  /** By the transaction that is about to commit. */
  let isBeingNoted = false;
  const backend = await openBackend({ ...options, texts: telling(texts, () => (hasSealed = true)) });
  const note = (db: Parameters<Backend["begin"]>[0]) =>
    beginSealing(db, { backend, node: undefined, now: now(), alone: isAlone() });
  return {
    ...backend,
    begin(db) {
      isBeingNoted = false;
      return backend.begin(db);
    },
    beforeCommit(db) {
      const before = backend.beforeCommit?.(db);
      if (!hasSealed || isNoted) return before;
      isBeingNoted = true;
      return before === undefined ? note(db) : before.then(() => note(db));
    },
    synced() {
      if (!isBeingNoted) return backend.synced();
      return backend.synced().then((hasWritten) => {
        isNoted = true;
        return hasWritten;
      });
    },
  };
}

/** The same keys; `sealing` is called whenever a text is sealed. */
function telling({ seals, boxes }: TextKeys, sealing: () => void): TextKeys {
  const told = [...boxes].map(([id, box]) => {
    const seal = (text: string, purpose: string) => {
      sealing();
      return box.seal(text, purpose);
    };
    return [id, { ...box, seal }] as const;
  });
  return { seals, boxes: new Map(told) };
}
