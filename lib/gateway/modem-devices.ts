import type { ModemDevice } from "../http/index.ts";
import { addressOf, listCandidates } from "../modem/index.ts";
import type { ModemPark } from "./modem-park.ts";

/** Finds the machine's serial devices, and tells which modem uses each. Opens nothing. @param find  other devices for tests */
export function createModemDevices(list: ModemPark["list"], find = listCandidates): () => ModemDevice[] {
  return () => {
    const used = new Map<string | undefined, string>();
    for (const { spec, modem } of list()) {
      for (const name of [addressOf(spec), modem.status.port]) if (name !== undefined) used.set(name, modem.name);
    }
    return find().map(({ spec, label, port: { path, byId, byPath } }) => {
      const modem = [spec, path, byId, byPath].map((name) => used.get(name)).find((name) => name !== undefined);
      return { device: spec, path, label, ...(modem !== undefined && { modem }) };
    });
  };
}
