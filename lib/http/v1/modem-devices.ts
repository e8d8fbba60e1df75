import { Type } from "@sinclair/typebox";
import { operation, type Route, route } from "../operations/operation.ts";
import { named } from "../plumbing/schemas.ts";

/** A serial device of the gateway's machine, which may be a modem. */
export interface ModemDevice {
  device: string;
  path: string;
  label: string;
  modem?: string;
}

const closed = { additionalProperties: false } as const;

const Device = named(
  "ModemDevice",
  Type.Object(
    {
      device: Type.String({
        description: "For `device` of a modem: a name that stays when it is plugged in again, where there is one.",
      }),
      path: Type.String({ description: "What the machine calls it now." }),
      label: Type.String({ description: "What people call it: its maker and product, or its path." }),
      modem: Type.Optional(Type.String({ description: "The modem of this gateway that uses it." })),
    },
    closed,
  ),
);

const LIST_DEVICES = operation({
  method: "GET",
  path: "/api/v1/modem-devices",
  operationId: "listModemDevices",
  tag: "Modems",
  summary: "Serial devices of the gateway's machine, which may be modems",
  description: "No device is opened. A modem on USB often has several.",
  permissions: ["sim"],
  answer: Type.Object({ items: Type.Array(Device) }, closed),
  example: {
    items: [
      {
        device: "/dev/serial/by-id/usb-Quectel_EC25-if02-port0",
        path: "/dev/ttyUSB2",
        label: "Quectel EC25",
        modem: "roof-1",
      },
      { device: "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0", path: "/dev/ttyUSB4", label: "HUAWEI Mobile" },
    ],
  },
});

/** What can become a modem. */
export const MODEM_DEVICES = {
  operations: [LIST_DEVICES],
  routes: ({ modemDevices }: { modemDevices: () => ModemDevice[] }): Route[] => [
    route(LIST_DEVICES, () => Promise.resolve({ items: modemDevices() })),
  ],
} as const;
