import { defined } from "../defined.ts";
import type { ModemDesk, ModemView } from "../http/index.ts";
import { type Modem, ModemError, type ModemStatus, modemSettingsOf } from "../modem/index.ts";
import { no, ok } from "../result.ts";
import type { ModemPark, ParkedModem } from "./modem-park.ts";

/** `<m>` of `+CUSD`, 27.007 §7.15: the network waits for an answer. */
const ANSWER_EXPECTED = 1;

/**
 * What people do with this gateway's modems through the API.
 *
 * @param options.list  the modems as they are now
 * @param options.shown  a modem's state as people see it
 */
export function createModemDesk(options: {
  list: ModemPark["list"];
  shown: (status: ModemStatus) => ModemStatus;
}): ModemDesk {
  const { list, shown } = options;
  /** Modems in whose USSD session the network waits. */
  const asked = new WeakSet<Modem>();
  const find = (name: string) => list().find(({ modem }) => modem.name === name)?.modem;

  function view({ modem, spec, source, givenBy, version }: ParkedModem): ModemView {
    const { pin, ...settings } = modemSettingsOf(spec);
    return {
      status: shown(modem.status),
      source,
      settings,
      hasPin: pin !== undefined,
      ...defined({ givenBy, version }),
    };
  }

  return {
    list: () => list().map(view),
    find(name) {
      const found = list().find(({ modem }) => modem.name === name);
      return found && view(found);
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
