import { type ListedPort, listPorts, type SystemPlaces } from "../serial/index.ts";

/** A serial device that may be a modem, and the setting that would use it. */
export interface Candidate {
  /** For `--modem`: the name that stays when the device is plugged in again, where there is one. */
  spec: string;
  port: ListedPort;
  /** What a person would call it: the USB product, else the path. */
  label: string;
}

/** The machine's serial devices, sorted by path. Opens nothing, so devices that are not modems are listed too. */
export function listCandidates(places?: SystemPlaces): Candidate[] {
  return listPorts(places).map((port) => ({
    spec: port.byId ?? port.byPath ?? port.path,
    port,
    label: [port.usb?.manufacturer, port.usb?.product].filter((word) => word !== undefined).join(" ") || port.path,
  }));
}
