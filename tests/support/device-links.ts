import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { DeviceSystem } from "../../lib/modem/index.ts";
import { createPort, createPty, type ListedPort, type Pty } from "../../lib/modem/serial/index.ts";
import type { Cable } from "../../lib/modem/simulator/index.ts";

/** A `/dev` of a test's own: pseudo-terminals as `ttyUSB0`, `ttyUSB1` …, each with a lasting name under `serial/by-id`. */
export interface DeviceLinks {
  readonly system: DeviceSystem;
  /** A cable whose device has another name every time it is plugged in. */
  cable(id: string, usb?: ListedPort["usb"]): Cable;
  /** Takes every device away. */
  close(): Promise<void>;
  /** The kernel's names that devices have had, in order. */
  readonly names: readonly string[];
}

/** Makes it in a folder that the caller removes. */
export function createDeviceLinks(folder: string): DeviceLinks {
  const byIdFolder = join(folder, "serial/by-id");
  mkdirSync(byIdFolder, { recursive: true });
  const names: string[] = [];
  const present = new Map<string, ListedPort>();
  const terminals = new Set<Pty>();

  return {
    names,
    async close() {
      await Promise.all([...terminals].map((terminal) => terminal.close()));
    },
    system: {
      list: () => [...present.values()],
      exists: (name) => [...present.values()].some(({ path, byId }) => path === name || byId === name),
      real: (name) => (present.has(name) ? name : readlinkSync(name)),
      open: createPort,
    },
    cable(id, usb = { vendorId: 0x2c7c, productId: 0x0125, serialNumber: id }) {
      const byId = join(byIdFolder, id);
      let pty: Pty | undefined;
      let path = "";
      return {
        async plug() {
          path = join(folder, `ttyUSB${names.length}`);
          names.push(path);
          pty = createPty({ link: path });
          terminals.add(pty);
          symlinkSync(path, byId);
          present.set(path, { path, byId, usb });
          return pty.port;
        },
        async unplug() {
          present.delete(path);
          rmSync(byId, { force: true });
          await pty?.close();
        },
      };
    },
  };
}
