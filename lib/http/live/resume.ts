import type { StreamCursor, StreamLog } from "../../messages/index.ts";
import { type LogFollower, STEP } from "./follower.ts";
import { type LiveEvent, type LiveObjects, renderEvents } from "./render.ts";
import type { LiveStream } from "./stream.ts";

/**
 * Sends what has happened since `from`, as fast as the client reads, until it has come as far as the follower; then calls
 * `join` in the same turn. Gives up when the stream or the follower has ended.
 *
 * @throws StoreFailure
 */
export async function catchUp(
  from: StreamCursor,
  options: {
    log: Pick<StreamLog, "read">;
    objects: LiveObjects;
    follower: LogFollower;
    stream: LiveStream;
    /** @throws StoreFailure */
    send: (events: readonly LiveEvent[]) => Promise<void>;
    join: () => void;
  },
): Promise<void> {
  const { log, objects, follower, stream, send, join } = options;
  let place = from;
  while (stream.isOpen) {
    const { seen } = follower;
    if (seen === undefined) return;
    if (isBehind(seen, place)) {
      // The client comes from another gateway, which was quicker. What is unknown even after a look has ended.
      await follower.look();
      place = new Map([...place].filter(([writer]) => follower.seen?.has(writer)));
    } else if (isBehind(place, seen)) {
      const entries = await log.read(place, seen, STEP);
      const rendered = await renderEvents(objects, entries, place);
      place = entries.length === 0 ? seen : rendered.place;
      await stream.hasRoom();
      await send(rendered.events);
    } else {
      join();
      return;
    }
  }
}

/** Whether `place` lacks something that `other` has. */
function isBehind(place: StreamCursor, other: StreamCursor): boolean {
  for (const [writer, seq] of other) if ((place.get(writer) ?? 0) < seq) return true;
  return false;
}
