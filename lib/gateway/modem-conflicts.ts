import type { ModemSpec } from "../modem/index.ts";
import { addressOf } from "../modem/index.ts";
import { sameName } from "./modem-follow.ts";
import type { ModemPark } from "./modem-park.ts";

const PLACES = {
  "command-line": "on the command line",
  environment: "in the environment",
  file: "in the file",
} as const;

/** Tells which modems of a gateway the database does not know, and which device is in use. */
export function createModemConflicts(list: ModemPark["list"]) {
  return {
    given(name: string): string | undefined {
      const found = list().find(({ spec, source }) => source !== "database" && sameName(spec.name, name));
      if (found === undefined || found.source === "database") return undefined;
      const { spec, source, givenBy } = found;
      if (source === "default") {
        return `The modem ${spec.name} is there as long as no other is: add a modem, and it goes.`;
      }
      const where = `${PLACES[source]} (${givenBy})`;
      return spec.kind === "auto"
        ? `The modem ${spec.name} was found on USB, since auto is given ${where}: unplug it, or take auto away there and start the gateway again.`
        : `The modem ${spec.name} is given ${where}: change it there, and start the gateway again.`;
    },
    isTaken: (name: string) =>
      list().some(({ spec, source }) => source !== "database" && source !== "default" && sameName(spec.name, name)),
    inUse(spec: ModemSpec): string | undefined {
      if (spec.kind !== "tty" && spec.kind !== "tcp") return undefined;
      const device = addressOf(spec);
      const other = list().find(
        (one) =>
          !sameName(one.spec.name, spec.name) && (addressOf(one.spec) === device || one.modem.status.port === device),
      );
      return other && `The modem ${other.spec.name} uses the device ${device} already.`;
    },
  };
}
