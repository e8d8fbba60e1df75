import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { bridgeTo } from "./bridge.ts";
import { startBus } from "./bus.ts";
import { startDaemon } from "./daemon.ts";
import { lastLineOf, type PeerProgram } from "./peer.ts";

const CALL_MS = 120_000;
const PATH = "/aldis";

/**
 * Debian's oFono. Its udev plug-in takes no terminal without `OFONO_DRIVER` ("Device is missing required OFONO_DRIVER
 * property", plugins/udevng.c), so the modem is one of its phonesim plug-in, whose drivers are those for plain AT
 * modems, over TCP. It reads `/etc/ofono/phonesim.conf` and no other: a mount of its own puts ours there.
 */
export const ofono: PeerProgram = {
  needs: ["ofonod", "dbus-daemon", "gdbus", "unshare"],
  unavailable: () =>
    Bun.which("unshare") !== null && Bun.spawnSync(["unshare", "--mount", "true"]).exitCode !== 0
      ? "a mount namespace of its own is not allowed"
      : undefined,
  async start({ pty, folder }) {
    await using open = new AsyncDisposableStack();
    const bus = open.use(await startBus(folder));
    const bridge = open.use(await bridgeTo(pty, "tcp"));
    const settings = join(folder, "ofono");
    mkdirSync(settings);
    writeFileSync(join(settings, "phonesim.conf"), `[${PATH.slice(1)}]\nAddress=127.0.0.1\nPort=${bridge.port}\n`);
    const script = 'mount --bind "$1" /etc/ofono && exec ofonod --nodetach --debug="*sms*"';
    const daemon = startDaemon(["unshare", "--mount", "sh", "-c", script, "sh", settings], folder, {
      environment: bus.environment,
      // At SIGTERM it waits for modems that have long gone.
      signal: "SIGKILL",
    });
    open.use(daemon);

    async function call(object: string, method: string, ...values: string[]): Promise<string> {
      const child = Bun.spawn(
        ["gdbus", "call", "--system", "-d", "org.ofono", "-o", object, "-m", `org.ofono.${method}`, ...values],
        { stdout: "pipe", stderr: "pipe", timeout: CALL_MS, env: { ...process.env, ...bus.environment } },
      );
      const [out, err, exit] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
        child.exited,
      ]);
      if (exit !== 0) throw new Error(lastLineOf(err));
      return out;
    }

    await eventually("oFono", () =>
      call("/", "Manager.GetModems").then(
        (all) => all.includes(PATH),
        () => false,
      ),
    );
    await call(PATH, "Modem.SetProperty", "Powered", "<true>");
    await call(PATH, "Modem.SetProperty", "Online", "<true>");
    await daemon.until("oFono to find a network and a memory", async () =>
      (await call(PATH, "Modem.GetProperties")).includes("org.ofono.MessageManager"),
    );
    await call(PATH, "MessageManager.SetProperty", "UseDeliveryReports", "<true>");
    const watch = ["gdbus", "monitor", "--system", "--dest", "org.ofono"];
    const monitor = open.use(startDaemon(watch, folder, { environment: bus.environment }));
    await eventually("the monitor", () => monitor.output().includes("is owned by"));
    const opened = open.move();
    return {
      identify: () => call(PATH, "Modem.GetProperties"),
      send: (to, text) =>
        call(PATH, "MessageManager.SendMessage", to, text).then(
          () => undefined,
          (error: Error) => error.message,
        ),
      received: async () =>
        [...monitor.output().matchAll(/IncomingMessage \('(.*)', \{'/g)].map((found) => found[1] ?? ""),
      reports: async () => daemon.output().match(/handle_sms_status_report\(\)/g)?.length ?? 0,
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};
