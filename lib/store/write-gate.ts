import { defined } from "../defined.ts";
import { StoreFailure } from "../messages/index.ts";
import type { GroupCommit } from "./group-commit.ts";

/** Stands in front of the writer, and may be closed: for a program that a newer one takes the place of. */
interface WriteGate {
  writer: GroupCommit;
  /** From now on every write fails as if the database were away, with this sentence. */
  close(why: string): void;
}

export function createWriteGate(writer: GroupCommit): WriteGate {
  let why: string | undefined;
  const refusal = () => Promise.reject(new StoreFailure("unavailable", why ?? "", defined({ lasting: why })));
  return {
    writer: {
      write: (work) => (why === undefined ? writer.write(work) : refusal()),
      batched: (work, item) => (why === undefined ? writer.batched(work, item) : refusal()),
      atomically: writer.atomically,
      get isIdle() {
        return writer.isIdle;
      },
      idle: writer.idle,
      get commits() {
        return writer.commits;
      },
      close: writer.close,
    },
    close(sentence) {
      why = sentence;
    },
  };
}
