import { networkOfClient } from "../../../auth/index.ts";
import { type Clock, systemClock, within } from "../../../clock.ts";
import {
  DRAIN_MS,
  DRAINED_BODY_BYTES,
  DRAINS,
  SMALL_BODIES_BYTES,
  SMALL_BODY_BYTES,
  SMALLEST_BODY_BYTES,
  STRANGER_BODIES_BYTES,
  STRANGER_BODY_BYTES,
  UNREAD_BODY_BYTES,
  USER_BODIES_BYTES,
} from "../../../limits.ts";
import { createIncoming, type IncomingBody } from "./incoming-body.ts";
import { type BodyPlace, createRoom } from "./room.ts";

/**
 * What a read of a body came to instead of its bytes. `no-room`: others needed the memory more; `gone`: the client
 * went away before its end, or was answered before it.
 */
export type UnreadBody = "too-large" | "no-room" | "gone";

/** The body of one request. Open it first, close it last. */
export interface RequestBody {
  /** `false`: there is no room for it now. Answer 503. */
  readonly hasRoom: boolean;
  /** There is nothing to read. */
  readonly isEmpty: boolean;
  /** It declares more than is read from a stranger. */
  readonly needsUser: boolean;
  /**
   * Its sender is a user: it may be as large as the settings allow. `false`: there is no room for it.
   *
   * @param limitBytes  another size than that of the settings
   */
  welcome(limitBytes?: number): boolean;
  /** Bytes that it may have now: a user's up to `limitBytes`, a stranger's up to `STRANGER_BODY_BYTES` of them. */
  most(limitBytes: number): number;
  /**
   * Reads all of it, once. Never rejects.
   *
   * @param limitBytes  of a user's body
   */
  read(limitBytes: number): Promise<Uint8Array | UnreadBody>;
  /**
   * Gives the room back and then the answer, once the client can be expected to read it: when the rest of the body has
   * come or is too slow. With a rest that is too much the connection ends. Never rejects.
   */
  close(response: Response): Response | Promise<Response>;
}

/** All bodies in flight. */
export interface Bodies {
  /**
   * @param address  of the client; a network (of IPv6 a /64) shares its room
   * @param options.isAllowed  `false`: it gets no room, and is only to be closed
   */
  open(request: Request, address: string, options: { isAllowed: boolean }): RequestBody;
}

/**
 * Makes the owner of all bodies in flight. One for the whole gateway.
 *
 * @param options.largestBytes  what is read of a user's body; 1 MiB by default
 */
export function createBodies(options: {
  now: () => number;
  setTimer?: Clock["setTimer"];
  largestBytes?: number;
}): Bodies {
  const { now, setTimer = systemClock.setTimer, largestBytes = UNREAD_BODY_BYTES } = options;
  const ofStrangers = {
    small: createRoom({ totalBytes: SMALL_BODIES_BYTES, now }),
    larger: createRoom({ totalBytes: STRANGER_BODIES_BYTES, now }),
  };
  const ofUsers = createRoom({ totalBytes: Math.max(USER_BODIES_BYTES, 4 * largestBytes), now });
  let drains = 0;

  async function drain(incoming: IncomingBody, response: Response): Promise<Response> {
    drains++;
    const rest = await within({ setTimer }, incoming.discard(DRAINED_BODY_BYTES), DRAIN_MS);
    drains--;
    if (rest === "too-much") response.headers.set("connection", "close");
    return response;
  }

  function open(request: Request, address: string, { isAllowed }: { isAllowed: boolean }): RequestBody {
    const incoming = createIncoming(request);
    if (incoming === undefined) return NO_BODY;
    const network = networkOfClient(address);
    const { declaredBytes } = incoming;
    const bytesUpTo = (limit: number) => Math.max(SMALLEST_BODY_BYTES, Math.min(declaredBytes ?? limit, limit));
    const bytes = bytesUpTo(UNREAD_BODY_BYTES);
    const room = bytes <= SMALL_BODY_BYTES ? ofStrangers.small : ofStrangers.larger;
    let place: BodyPlace | undefined = isAllowed ? room.take(bytes, network) : undefined;
    const hasRoom = place !== undefined || !isAllowed;
    let isWelcome = false;
    let state: "unread" | "reading" | "partly read" | "read" | "gave way" = "unread";

    const readWithin = (limitBytes: number): Promise<Uint8Array | UnreadBody> =>
      new Promise((resolve) => {
        place?.mayGiveWay(() => {
          state = "gave way";
          resolve("no-room");
        });
        incoming
          .read(limitBytes, (bytes) => place?.growTo(bytes) === true)
          .then(
            (outcome) => {
              if (state === "reading") state = typeof outcome === "string" ? "partly read" : "read";
              resolve(outcome);
            },
            () => resolve("gone"),
          );
      });

    const most = (limitBytes: number) => (isWelcome ? limitBytes : Math.min(limitBytes, STRANGER_BODY_BYTES));
    return {
      hasRoom,
      isEmpty: false,
      needsUser: (declaredBytes ?? 0) > STRANGER_BODY_BYTES,
      welcome(limitBytes = largestBytes) {
        place?.giveBack();
        // Of an unknown length: what it begins with, since most are small.
        const first = declaredBytes === undefined ? Math.min(limitBytes, UNREAD_BODY_BYTES) : limitBytes;
        place = ofUsers.take(bytesUpTo(first), network);
        isWelcome = place !== undefined;
        return isWelcome;
      },
      most,
      async read(limitBytes) {
        if ((declaredBytes ?? 0) > most(limitBytes)) return "too-large";
        if (place === undefined) return "no-room";
        state = "reading";
        return readWithin(most(limitBytes));
      },
      close(response) {
        place?.giveBack();
        const isOver = state === "read" || state === "reading" || state === "gave way";
        // Bun itself throws away what still comes, as long as the connection lasts.
        if (isOver || !hasRoom || drains >= DRAINS) return response;
        if ((declaredBytes ?? 0) <= DRAINED_BODY_BYTES) return drain(incoming, response);
        response.headers.set("connection", "close");
        return response;
      },
    };
  }

  return { open };
}

const NO_BODY: RequestBody = {
  hasRoom: true,
  isEmpty: true,
  needsUser: false,
  welcome: () => true,
  most: (limitBytes) => limitBytes,
  read: async () => new Uint8Array(),
  close: (response) => response,
};
