import type { ModemDesk } from "../http/index.ts";
import { type Modem, ModemError, type ModemStatus } from "../modem/index.ts";
import { no, ok } from "../result.ts";

/** `<m>` of `+CUSD`, 27.007 §7.15: the network waits for an answer. */
const ANSWER_EXPECTED = 1;

/**
 * What people do with this gateway's modems through the API.
 *
 * @param options.modems  as they are now
 * @param options.shown  a modem's state as people see it
 */
export function createModemDesk(options: {
  modems: readonly Modem[];
  shown: (status: ModemStatus) => ModemStatus;
}): ModemDesk {
  const { modems, shown } = options;
  /** Modems in whose USSD session the network waits. */
  const asked = new WeakSet<Modem>();
  const find = (name: string) => modems.find((modem) => modem.name === name);

  return {
    list: () => modems.map(({ status }) => shown(status)),
    find(name) {
      const modem = find(name);
      return modem === undefined ? undefined : shown(modem.status);
    },
    restart: (name, reason) => find(name)?.restart(reason),
    isAsked(name) {
      const modem = find(name);
      return modem !== undefined && asked.has(modem);
    },
    async ussd(name, request) {
      const modem = find(name);
      if (modem === undefined) return no({ kind: "gone", message: "the modem was removed" });
      asked.delete(modem);
      try {
        const answer = await modem.ussd(request);
        if (answer.status === ANSWER_EXPECTED) asked.add(modem);
        return ok(answer);
      } catch (error) {
        if (!(error instanceof ModemError)) throw error;
        return no({ kind: error.kind, message: error.message });
      }
    },
    async cancelUssd(name) {
      const modem = find(name);
      if (modem === undefined || !asked.delete(modem)) return;
      await modem.cancelUssd().catch((error: unknown) => {
        // The session is over, whoever ended it.
        if (!(error instanceof ModemError)) throw error;
      });
    },
  };
}
