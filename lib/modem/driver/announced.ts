import { ANNOUNCED_MEMORIES, ANNOUNCED_SLOTS } from "../../limits.ts";

/** Slots of the message memories that were announced and not read yet. However many are announced, few are kept. */
export interface Announced {
  /** Without a slot, or with more than can be kept, all of the memory is to be read. */
  add(memory: string, slot: number | undefined): void;
  /** The slot has been read in another way. */
  settle(memory: string, slot: number): void;
  /** Takes everything out, in the order of arrival; without `slot` all of the memory is meant. */
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
