import { write as writeTo } from "node:fs";
import { isatty } from "node:tty";
import { backoffMs } from "../backoff.ts";
import { OUTPUT_BACKLOG_BYTES } from "../limits.ts";
import type { Output } from "./io.ts";

/** One of the process's own streams, which may fail and come back. Nothing of that is ever thrown. */
interface ProcessOutput extends Output {
  /**
   * From now on what cannot be written is dropped, and as soon as it works again `tell` is called with the number of lines
   * that are missing, to write that.
   */
  surviveLoss(tell: (lines: number) => void): void;
  /** Resolves once everything is written or dropped. Never rejects. */
  flush(): Promise<void>;
  /** Why something could not be written, as the system says it (`ENOSPC`), unless the reader had just gone or it was survived. */
  readonly failure: string | undefined;
}

/** 50 ms until a full pipe or terminal is tried again: short for a reader, and 20 tries a second cost little. */
const FULL_RETRY_MS = 50;
/** What failed is tried again after 1 s, later every 5 s. */
const RETRY = { firstMs: 1_000, longestMs: 5_000 };

/**
 * Makes the output of a descriptor. It owns what waits to be written.
 *
 * ```
 * write ─▶ waiting ─▶ one write(2) at a time, in Bun's thread pool, so that a reader who stalls does not stall the gateway
 *             │              └─ error ─▶ dropped and counted ─ after a while ─▶ tell
 *             └─ more than fits ─▶ dropped and counted
 * ```
 */
export function createProcessOutput(descriptor: number): ProcessOutput {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let isWriting = false;
  let isFailing = false;
  let isTelling = false;
  let lost = 0;
  /** Lines that the line in hand says are missing; missing again when that cannot be written either. */
  let told = 0;
  let isTorn = false;
  let failures = 0;
  let failure: string | undefined;
  let tellLoss: ((lines: number) => void) | undefined;
  const flushed: (() => void)[] = [];

  function write(text: string): void {
    const isFull = tellLoss !== undefined && waitingBytes > OUTPUT_BACKLOG_BYTES;
    // How many are missing is said in any case: that number is nowhere else.
    if (isFailing || (isFull && !isTelling)) {
      lost += linesOf(text);
      return;
    }
    waiting.push(text);
    waitingBytes += Buffer.byteLength(text);
    if (!isWriting) writeWaiting();
  }

  function writeWaiting(): void {
    if (waiting.length === 0) {
      for (const resolve of flushed.splice(0)) resolve();
      return;
    }
    isWriting = true;
    const text = waiting.join("");
    waiting = [];
    // A line of which only a part was written must not run into the next one.
    writeRest(Buffer.from(isTorn ? `\n${text}` : text), 0);
  }

  function writeRest(bytes: Buffer, from: number): void {
    writeTo(descriptor, bytes, from, bytes.length - from, null, (error, count) => {
      if (error?.code === "EAGAIN") setTimeout(writeRest, FULL_RETRY_MS, bytes, from);
      else if (error) fail(error.code ?? error.message, bytes.subarray(from));
      else if (from + count < bytes.length) writeRest(bytes, from + count);
      else succeed();
    });
  }

  function succeed(): void {
    isWriting = false;
    isTorn = false;
    told = 0;
    failures = 0;
    waitingBytes = waiting.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (lost > 0 && tellLoss !== undefined) tell();
    if (!isWriting) writeWaiting();
  }

  function fail(reason: string, rest: Buffer): void {
    lost +=
      told + linesOf(rest.toString()) - (told > 0 ? 1 : 0) + waiting.reduce((sum, text) => sum + linesOf(text), 0);
    told = 0;
    waiting = [];
    waitingBytes = 0;
    isWriting = false;
    isTorn = true;
    if (tellLoss === undefined) {
      if (reason !== "EPIPE") failure ??= reason;
    } else {
      isFailing = true;
      setTimeout(tryAgain, backoffMs(++failures, RETRY)).unref();
    }
    for (const resolve of flushed.splice(0)) resolve();
  }

  function tryAgain(): void {
    isFailing = false;
    tell();
  }

  function tell(): void {
    told = lost;
    lost = 0;
    isTelling = true;
    tellLoss?.(told);
    isTelling = false;
  }

  return {
    write,
    isTTY: isatty(descriptor),
    surviveLoss(next) {
      tellLoss = next;
    },
    flush() {
      if (!isWriting) return Promise.resolve();
      return new Promise((resolve) => flushed.push(resolve));
    },
    get failure() {
      return failure;
    },
  };
}

const linesOf = (text: string) => text.split("\n").length - 1;
