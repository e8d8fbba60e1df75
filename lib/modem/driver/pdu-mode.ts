import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";

/** Restores PDU mode after another program, or a restart of the modem, has switched to text mode. */
export interface PduMode {
  /**
   * Called when the modem is seen in text mode. Resolves when PDU mode was requested.
   *
   * @throws ModemError as {@link tryAsk}
   */
  restore(priority: CommandPriority): Promise<void>;
  /**
   * Called for a line that looks like text mode but may be old: asks the modem first.
   *
   * @throws ModemError as {@link tryAsk}
   */
  check(): Promise<void>;
  /** Called when everything re-read in PDU mode was handled: if the mode was lost, other settings may be lost too. */
  done(): void;
}

/** @param options.suspected  another start then finds out what else was lost */
export function createPduMode(context: DriverContext, options: { suspected(reason: string): void }): PduMode {
  let wasLost = false;

  async function restore(priority: CommandPriority): Promise<void> {
    context.log.warn("the modem has left PDU mode: it is set again, and nothing received in text mode is used");
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
