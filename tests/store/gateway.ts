import { expect } from "bun:test";
import { defined } from "../../lib/defined.ts";
import { type Channel, type Claim, type Lease, type NewMessage, simLane } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import type { TestDatabases } from "../support/database.ts";
import { accept, MINUTE, NOON, onSim } from "./outgoing.ts";

/** A gateway on a store: its lease, its claims, and what it does with them. */
export interface Gateway {
  store: Store;
  lease: Lease;
  claim(options?: {
    now?: number;
    modem?: string;
    pool?: string;
    others?: string[];
    /** The card in the modem; `sim-1` by default. */
    sim?: string;
    via?: Channel;
    /** Its PDU, with which it is begun at once. */
    pdu?: string;
  }): Promise<Claim | undefined>;
  /** Claims, and fails when there is nothing to claim. */
  mustClaim(options?: Parameters<Gateway["claim"]>[0]): Promise<Claim>;
  /** Claims the next message and gives it so many parts; one by default. */
  claimWithParts(parts?: number): Promise<Claim>;
  /** Sends parts up to `parts`, with references from `reference`. */
  sendParts(claim: Claim, options: { reference: number; at: number; parts?: number; sim?: string }): Promise<void>;
  /** A message to `recipient` that has gone out in `parts` parts. */
  sentMessage(options: {
    recipient?: string;
    reference: number;
    at?: number;
    parts?: number;
    sim?: string;
  }): Promise<number>;
  /** A message whose first part went to the modem without an answer. */
  unknownMessage(given?: Partial<NewMessage>, parts?: number): Promise<number>;
  /** The first part goes to the modem, which gives no answer. */
  leaveUnknown(claim: Claim): Promise<void>;
}

export async function startGateway(store: Store, node = "node-1", now = NOON): Promise<Gateway> {
  const { outbox } = store;
  const lease = await outbox.beginLease(node, { now, leaseMs: MINUTE });
  const gateway: Gateway = {
    store,
    lease,
    async claim({ now = NOON, modem = "modem-1", pool, others = [], sim = "sim-1", via, pdu } = {}) {
      const lanes = ["", simLane(sim), ...(pool === undefined ? [] : [`pool:${pool}`])];
      return outbox.claimDue({
        now,
        lease,
        leaseMs: MINUTE,
        modem,
        sim,
        lanes: lanes.map((lane) => ({ lane, fit: [modem, ...others] })),
        ...defined({ via }),
        ...(pdu === undefined
          ? {}
          : { begins: true, encode: () => ({ parts: [{ pdu, length: pdu.length / 2 }], concatReference: 1 }) }),
      });
    },
    async mustClaim(options) {
      const claimed = await gateway.claim(options);
      if (!claimed) throw new Error("nothing to claim");
      return claimed;
    },
    async claimWithParts(parts = 1) {
      const claim = await gateway.mustClaim();
      const pdus = Array.from({ length: parts }, (_, at) => ({ pdu: `00A${at}`, length: 10 + at }));
      expect(await outbox.saveParts(claim, pdus, 77)).toBe("written");
      return claim;
    },
    async sendParts(claim, { reference, at, parts = 1, sim }) {
      for (let position = 1; position <= parts; position++) {
        expect(await outbox.partSending(claim, position, onSim(at, sim))).toBe("written");
        const result = { reference: reference + position - 1, at: at + 1 };
        expect(await outbox.partSent(claim, position, result)).toBe("written");
      }
    },
    async sentMessage({ recipient, at = NOON, ...sending }) {
      const id = await accept(store, defined({ recipient }));
      const claim = await gateway.claimWithParts(sending.parts);
      await gateway.sendParts(claim, { ...sending, at });
      expect(await outbox.settle(claim, { state: "sent", at })).toBe("written");
      return id;
    },
    async unknownMessage(given, parts) {
      const id = await accept(store, given);
      await gateway.leaveUnknown(await gateway.claimWithParts(parts));
      return id;
    },
    async leaveUnknown(claim) {
      await outbox.partSending(claim, 1, onSim(NOON));
      await outbox.partUnknown(claim, 1, NOON + 1);
      expect(await outbox.settle(claim, { state: "unknown", at: NOON + 1, error: "no answer" })).toBe("written");
    },
  };
  return gateway;
}

/** A gateway on a new database. */
export const openGateway = async (databases: TestDatabases) => startGateway(await databases.open());
