import type { Turn } from "../messages/index.ts";
import type { PublisherRight } from "../mqtt/index.ts";
import type { SettingsStore } from "../store/index.ts";

const PREFIX = "mqtt.publisher.";
const KEY = `${PREFIX}lease`;
/** 60 s between writes of the place where no other gateway is: each wears an SD card. */
const KEEP_EVERY_MS = 60_000;

/**
 * The right to publish what all gateways on a database share, with the place that the holder has come to.
 *
 * @param options.turn  the right itself
 * @param options.alone  no other gateway works on the database
 */
export function createPublisherRight({
  settings,
  turn,
  alone,
  now,
}: {
  settings: Pick<SettingsStore, "get" | "set">;
  turn: Turn;
  alone: boolean;
  now: () => number;
}): PublisherRight {
  let kept: { place: string | undefined; at: number } | undefined;

  async function keep(place: string | undefined): Promise<void> {
    await settings.set({ [KEY]: place === undefined ? {} : { place } });
    kept = { place, at: now() };
  }

  return {
    async hold(place) {
      turn.want(true);
      if (!turn.isOurs) {
        kept = undefined;
        return { isHeld: false };
      }
      if (kept === undefined || place === undefined) {
        const found = readPlace(await settings.get(KEY));
        kept = { place: found, at: now() };
        return { isHeld: true, ...(found === undefined ? {} : { place: found }) };
      }
      if (place !== kept.place && (!alone || now() - kept.at >= KEEP_EVERY_MS)) await keep(place);
      return { isHeld: true, place };
    },
    async release(place) {
      if (turn.isOurs && kept?.place !== place) await keep(place);
      kept = undefined;
      await turn.release();
    },
  };
}

function readPlace(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("place" in value)) return undefined;
  return typeof value.place === "string" ? value.place : undefined;
}
