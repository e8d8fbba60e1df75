import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { startDaemon } from "./daemon.ts";

/** A D-Bus of one's own, which is system and session bus for those who get its environment. */
interface Bus extends AsyncDisposable {
  readonly environment: { DBUS_SYSTEM_BUS_ADDRESS: string; DBUS_SESSION_BUS_ADDRESS: string };
}

export async function startBus(folder: string): Promise<Bus> {
  const socket = join(folder, "bus");
  const address = `unix:path=${socket}`;
  const file = join(folder, "bus.conf");
  writeFileSync(
    file,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/> <allow send_type="method_call"/>
  </policy>
</busconfig>
`,
  );
  const daemon = startDaemon(["dbus-daemon", `--config-file=${file}`, "--nofork"], folder);
  await eventually("the bus", () => existsSync(socket));
  return {
    environment: { DBUS_SYSTEM_BUS_ADDRESS: address, DBUS_SESSION_BUS_ADDRESS: address },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}
