/** `<stat>` of 27.005 §3.1, by number as in PDU mode. */
type StoredStatus = 0 | 1 | 2 | 3;
export const RECEIVED_UNREAD = 0;
export const RECEIVED_READ = 1;
export const STORED_UNSENT = 2;
export const STORED_SENT = 3;

/** A message in a memory, as a PDU with its SMSC in front. */
export interface StoredMessage {
  kind: "deliver" | "status-report" | "submit";
  pdu: string;
  status: StoredStatus;
  /** Its slot cannot be read before this time; milliseconds since 1970. */
  damagedUntil?: number;
}

/** `SM`, `ME` …: slots that are numbered from `firstIndex`. */
export interface Memory {
  readonly name: string;
  /** Slots; fewer than `used` when it was made smaller. */
  total: number;
  readonly used: number;
  get(index: number): StoredMessage | undefined;
  /** Stores in the lowest free slot and returns it; `undefined` if the memory is full. */
  add(message: StoredMessage): number | undefined;
  /** False when the slot was empty. */
  delete(index: number): boolean;
  /** By index. */
  list(): { index: number; message: StoredMessage }[];
  /** Whether the index is that of a slot. */
  has(index: number): boolean;
}

export function createMemory(name: string, options: { total: number; firstIndex: number }): Memory {
  const slots = new Map<number, StoredMessage>();
  const { firstIndex } = options;
  return {
    name,
    total: options.total,
    get used() {
      return slots.size;
    },
    get: (index) => slots.get(index),
    add(message) {
      if (slots.size >= this.total) return undefined;
      let index = firstIndex;
      while (slots.has(index)) index++;
      slots.set(index, message);
      return index;
    },
    delete: (index) => slots.delete(index),
    list: () => [...slots].sort(([left], [right]) => left - right).map(([index, message]) => ({ index, message })),
    has(index) {
      return Number.isInteger(index) && index >= firstIndex && (index < firstIndex + this.total || slots.has(index));
    },
  };
}

/** Several memories as one, with consecutive slots. A message is added to the first one with room. */
export function createAllMemories(name: string, parts: readonly Memory[], firstIndex: number): Memory {
  /** Where the slots of each part begin. */
  const placed = () => {
    let from = firstIndex;
    return parts.map((part) => {
      const begin = from;
      from += part.total;
      return { part, shift: begin - firstIndex };
    });
  };
  const partAt = (index: number) => placed().find(({ part, shift }) => part.has(index - shift));
  const sum = (count: (part: Memory) => number) => parts.reduce((total, part) => total + count(part), 0);
  return {
    name,
    get total() {
      return sum((part) => part.total);
    },
    get used() {
      return sum((part) => part.used);
    },
    get(index) {
      const place = partAt(index);
      return place?.part.get(index - place.shift);
    },
    add(message) {
      for (const { part, shift } of placed()) {
        const index = part.add(message);
        if (index !== undefined) return index + shift;
      }
      return undefined;
    },
    delete(index) {
      const place = partAt(index);
      return place?.part.delete(index - place.shift) ?? false;
    },
    list: () =>
      placed().flatMap(({ part, shift }) =>
        part.list().map(({ index, message }) => ({ index: index + shift, message })),
      ),
    has: (index) => partAt(index) !== undefined,
  };
}
