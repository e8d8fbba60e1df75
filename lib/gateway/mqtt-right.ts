import type { PublisherRight } from "../mqtt/index.ts";
import type { SettingsStore } from "../store/index.ts";

const PREFIX = "mqtt.publisher.";
const KEY = `${PREFIX}lease`;
/** 20 s: four looks, so that only a gateway that has ended loses it. */
const LEASE_MS = 20_000;
/** 60 s between writes of the place where no other gateway is: each wears an SD card. */
const KEEP_EVERY_MS = 60_000;

interface Lease {
  node: string;
  until: number;
  place?: string;
}

/**
 * The right to publish what all gateways on a database share, as a lease by the database's clock, with the place that the holder has
 * come to. A gateway that is alone always has it.
 */
export function createPublisherRight({
  settings,
  node,
  alone,
  now,
}: {
  settings: Pick<SettingsStore, "get" | "set" | "change">;
  node: string;
  alone: boolean;
  now: () => number;
}): PublisherRight {
  let kept: { place: string | undefined; at: number } | undefined;

  async function holdAlone(place: string | undefined): Promise<{ isHeld: true; place?: string }> {
    if (kept === undefined || place === undefined) {
      const found = readLease(await settings.get(KEY))?.place;
      kept = { place: found, at: now() };
      return { isHeld: true, ...(found === undefined ? {} : { place: found }) };
    }
    if (place !== kept.place && now() - kept.at >= KEEP_EVERY_MS) await keep(place);
    return { isHeld: true, place };
  }

  async function keep(place: string | undefined): Promise<void> {
    await settings.set({ [KEY]: leaseOf({ node, until: 0, place }) });
    kept = { place, at: now() };
  }

  return {
    async hold(place) {
      if (alone) return holdAlone(place);
      const { held, found } = await settings.change(PREFIX, (all) => {
        const lease = readLease(all.get(KEY));
        const isFree = lease === undefined || lease.node === node || lease.until <= now();
        const next = place ?? lease?.place;
        return {
          set: isFree ? { [KEY]: leaseOf({ node, until: now() + LEASE_MS, place: next }) } : {},
          held: isFree,
          found: next,
        };
      });
      return { isHeld: held, ...(found === undefined ? {} : { place: found }) };
    },
    async release(place) {
      if (alone) {
        if (kept?.place !== place) await keep(place);
        return;
      }
      await settings.change(PREFIX, (all) => {
        const isOurs = readLease(all.get(KEY))?.node === node;
        return { set: isOurs ? { [KEY]: leaseOf({ node, until: 0, place }) } : {} };
      });
    },
  };
}

const leaseOf = ({ node, until, place }: { node: string; until: number; place: string | undefined }) => ({
  node,
  until,
  ...(place === undefined ? {} : { place }),
});

function readLease(value: unknown): Lease | undefined {
  if (typeof value !== "object" || value === null || !("node" in value) || !("until" in value)) return undefined;
  const { node, until, place } = value as { node: unknown; until: unknown; place?: unknown };
  if (typeof node !== "string" || typeof until !== "number") return undefined;
  return { node, until, ...(typeof place === "string" ? { place } : {}) };
}
