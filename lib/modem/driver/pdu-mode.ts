import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";

/** Brings a modem back that another program, or a restart of its own, has put into text mode. */
export interface PduMode {
  /** The modem has just shown that it is in text mode. Resolves when it was told to leave it. */
  restore(priority: CommandPriority): Promise<void>;
  /** A line looked like text mode, and may be old: asks first. */
  check(): Promise<void>;
  /** What was read in PDU mode again is dealt with: if the mode was lost, other settings may be. */
  done(): void;
}

/** @param options.doubted  the start finds out what else was lost */
export function createPduMode(context: DriverContext, options: { suspected(reason: string): void }): PduMode {
  let wasLost = false;

  async function restore(priority: CommandPriority): Promise<void> {
    context.log.warn("the modem has left PDU mode: it is set again, and nothing that came as text is taken");
    wasLost = true;
    await tryAsk(context, "AT+CMGF=0", { priority });
  }

  function done(): void {
    if (wasLost) options.suspected("the modem has left PDU mode");
    wasLost = false;
  }

  return {
    restore,
    async check() {
      const format = await query(context, "AT+CMGF?", "+CMGF:", { priority: "urgent" });
      if (toInteger(fieldsOf(format?.[0] ?? "")[0]) !== 0) await restore("urgent");
      done();
    },
    done,
  };
}
