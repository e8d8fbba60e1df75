import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { addressOf, answerOf, api, type Schemas } from "../api.ts";

/** What the gateway tells as it happens. What is deleted comes as its `id` alone. */
export interface LiveData {
  message: Schemas["OutgoingMessage"] | Deleted;
  incoming: Schemas["IncomingMessage"] | Deleted;
  modem: Schemas["Modem"] | { name: string; deleted: true };
  event: Schemas["LoggedEvent"];
  alarm: Schemas["Alarm"];
  /** How far an own import of contacts is. */
  import: Schemas["ContactImport"];
  /** Something may have been missed: read again. */
  reset: undefined;
}
interface Deleted {
  id: number;
  deleted: true;
}
export type LiveType = keyof LiveData;
type Listener<Type extends LiveType> = (data: LiveData[Type]) => void;

/** `lost`: the gateway has not answered for a while. */
type Connection = "starting" | "open" | "lost";

/** 3 s: a gateway that is started again is back by then, and nobody needs to hear of it. */
const LOST_AFTER_MS = 3_000;
/** From 1 s on, doubled up to 15 s. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

const listeners: { [Type in LiveType]: Set<Listener<Type>> } = {
  message: new Set(),
  incoming: new Set(),
  modem: new Set(),
  event: new Set(),
  alarm: new Set(),
  import: new Set(),
  reset: new Set(),
};
let connection: Connection = "starting";
const watchers = new Set<() => void>();

/** How the page hears of changes at the moment. */
export const useConnection = (): Connection =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
  );

/** Calls `listener` with everything of a type that happens while the component is there. Keep it stable (`useCallback`). */
export function useLive<Type extends LiveType>(type: Type, listener: Listener<Type>): void {
  useEffect(() => {
    listeners[type].add(listener);
    return () => void listeners[type].delete(listener);
  }, [type, listener]);
}

/**
 * Opens the stream of events and keeps it open. After a loss it goes on where it was; where that is not possible, `reset` is
 * told and every query is read again.
 *
 * @param options.signedOut  called when the session has ended
 * @returns what ends it
 */
export function startLive({ queries, signedOut }: { queries: QueryClient; signedOut: () => void }): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  let wasOpen = false;
  let ended = false;

  function reset(): void {
    tell("reset", undefined);
    void queries.invalidateQueries();
  }

  function opened(): void {
    clearTimeout(lostTimer);
    lostTimer = undefined;
    waitMs = FIRST_WAIT_MS;
    wasOpen = true;
    // What could not be read meanwhile; what was read is brought up to date by the stream.
    if (connection === "lost") void queries.refetchQueries({ predicate: ({ state }) => state.status === "error" });
    become("open");
  }

  /** The browser tries again itself, unless the gateway refused: then this does, without the place where it was. */
  function failed(): void {
    if (ended) return;
    lostTimer ??= setTimeout(() => become("lost"), LOST_AFTER_MS);
    if (source?.readyState !== EventSource.CLOSED) return;
    source.close();
    clearTimeout(timer);
    timer = setTimeout(() => void again(), waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  async function again(): Promise<void> {
    clearTimeout(timer);
    // A call tells whether the session has ended; that is handled where calls are.
    await answerOf(api.GET("/api/v1/me")).catch(() => undefined);
    if (!ended) open();
  }

  function open(): void {
    source?.close();
    source = new EventSource(addressOf("api/v1/events"));
    let isNew = true;
    source.onopen = () => {
      // It begins at now: what happened since the one before is read, however long that took.
      if (isNew && wasOpen) reset();
      isNew = false;
      opened();
    };
    source.onerror = failed;
    for (const type of ["message", "incoming", "modem", "event", "alarm", "import"] as const) {
      source.addEventListener(type, (event) => tell(type, JSON.parse(event.data)));
    }
    source.addEventListener("reset", reset);
    source.addEventListener("signed-out", () => {
      stop();
      signedOut();
    });
  }

  /** The browser has no network: a stream that was open would wait for its end for minutes. */
  const away = () => {
    source?.close();
    failed();
  };
  const hurry = () => {
    if (document.visibilityState === "visible" && source?.readyState === EventSource.CLOSED) void again();
  };

  function stop(): void {
    ended = true;
    source?.close();
    clearTimeout(timer);
    clearTimeout(lostTimer);
    removeEventListener("online", hurry);
    removeEventListener("offline", away);
    document.removeEventListener("visibilitychange", hurry);
    become("starting");
  }

  addEventListener("online", hurry);
  addEventListener("offline", away);
  document.addEventListener("visibilitychange", hurry);
  open();
  return stop;
}

function become(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const watcher of watchers) watcher();
}

function tell<Type extends LiveType>(type: Type, data: LiveData[Type]): void {
  for (const listener of listeners[type]) listener(data);
}
