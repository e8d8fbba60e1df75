import { ANNOUNCED_MEMORIES, ANNOUNCED_SLOTS } from "../../limits.ts";

/**
 * Slots of the message memories that were announced and not read yet. Their number is limited, however many are
 * announced.
 */
export interface Announced {
  /** Without a slot, or when too many are pending, the whole memory will be read. */
  add(memory: string, slot: number | undefined): void;
  /** The slot was read in another way. */
  settle(memory: string, slot: number): void;
  /** Removes and returns everything, in order of arrival; without `slot` the whole memory is meant. */
  take(): { memory: string; slot?: number }[];
  readonly isEmpty: boolean;
}

/** @param usual  the memory that `""` stands for */
export function createAnnounced(usual: string | undefined): Announced {
  const waiting = new Map<string, Set<number> | "all">();
  const named = (memory: string) => (memory === usual || !/^[A-Z][A-Z_]{1,7}$/i.test(memory) ? "" : memory);

  return {
    add(memory, slot) {
      let name = named(memory);
      if (!waiting.has(name) && waiting.size >= ANNOUNCED_MEMORIES) name = "";
      const slots = waiting.get(name) ?? new Set();
      if (slots === "all") return;
      if (slot === undefined || (slots.size >= ANNOUNCED_SLOTS && !slots.has(slot))) waiting.set(name, "all");
      else waiting.set(name, slots.add(slot));
    },
    settle(memory, slot) {
      const name = named(memory);
      const slots = waiting.get(name);
      if (slots === undefined || slots === "all") return;
      slots.delete(slot);
      if (slots.size === 0) waiting.delete(name);
    },
    take() {
      const taken = [...waiting].flatMap(([memory, slots]) =>
        slots === "all" ? [{ memory }] : [...slots].map((slot) => ({ memory, slot })),
      );
      waiting.clear();
      return taken;
    },
    get isEmpty() {
      return waiting.size === 0;
    },
  };
}
