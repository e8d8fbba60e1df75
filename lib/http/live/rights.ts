import type { Log } from "../../log.ts";
import type { Audience } from "./audience.ts";
import { bytesOf, eventText } from "./event-text.ts";
import type { LiveStream } from "./stream.ts";

/** Whoever reads a stream. */
export interface Reader {
  audience: Audience;
  readonly stream: LiveStream;
  /** Their right may end without a change of users: it is looked at from time to time. */
  readonly mayExpire: boolean;
  /** Whether they are still signed in, and what they may see, has yet to be asked. */
  isDoubtful: boolean;
  /** What they may see by now; `gone`: they are signed out; `unknown`: ask again. Never rejects. */
  look(): Promise<Audience | "gone" | "unknown">;
}

/** Keeps what readers may see up to date. */
interface LiveRights {
  /**
   * Resolves when every reader has the rights that users have by now: what is read before is only sent to whom may see it.
   * One at a time, so that nobody goes ahead of a look that is under way. @throws StoreFailure
   */
  update(): Promise<void>;
  /** The same; what goes wrong is logged. Gives whether it succeeded; never rejects. */
  tryUpdate(): Promise<boolean>;
  /** Looks at those whose right may have expired. Never rejects. */
  lookAtExpiring(): Promise<void>;
}

/** @param options.usersGeneration  grows with every change of users. @throws StoreFailure */
export function createLiveRights(
  readers: ReadonlySet<Reader>,
  { usersGeneration, logger }: { usersGeneration: () => Promise<number>; logger: Log },
): LiveRights {
  let known: number | undefined;
  let last: Promise<void> = Promise.resolve();

  /** @throws StoreFailure */
  async function look(): Promise<void> {
    const generation = await usersGeneration();
    await lookAt(({ isDoubtful }) => isDoubtful || known !== generation);
    known = generation;
  }

  /** Never rejects. */
  async function lookAt(isMeant: (reader: Reader) => boolean): Promise<void> {
    await Promise.all([...readers].filter(isMeant).map(lookAtReader));
  }

  function update(): Promise<void> {
    last = last.then(look, look);
    return last;
  }

  return {
    update,
    tryUpdate: () =>
      update().then(
        () => true,
        (error: unknown) => {
          logger.warn({ err: error }, "streams cannot tell who is still signed in; trying again");
          return false;
        },
      ),
    lookAtExpiring: () => lookAt(({ mayExpire }) => mayExpire),
  };
}

/** Asks who the reader is by now. Never rejects. */
async function lookAtReader(reader: Reader): Promise<void> {
  const now = await reader.look();
  reader.isDoubtful = now === "unknown";
  if (now === "unknown") return;
  if (now === "gone") {
    reader.stream.send(bytesOf(eventText({ type: "signed-out", data: {} })));
    reader.stream.end();
  } else reader.audience = now;
}
