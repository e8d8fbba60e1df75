import { eventually } from "../eventually.ts";
import { bridgeTo } from "./bridge.ts";
import { startBus } from "./bus.ts";
import { startDaemon } from "./daemon.ts";
import { lastLineOf, type PeerProgram } from "./peer.ts";

const CALL_MS = 60_000;
/** It looks for a network, a SIM, and much else. */
const READY_MS = 60_000;
let serial = 0;

/**
 * Debian's ModemManager. Without udev it finds no terminal (its kernel events need a device in sysfs, which a
 * pseudo-terminal has not); the interface for its own tests (`--test-enable`, `Test.SetProfile`) gives it a modem on a
 * socket instead, which its generic plug-in drives as any other.
 */
export const modemManager: PeerProgram = {
  needs: ["ModemManager", "mmcli", "dbus-daemon", "gdbus"],
  unavailable: () => undefined,
  async start({ pty, folder }) {
    await using open = new AsyncDisposableStack();
    const bus = open.use(await startBus(folder));
    const name = `abstract:aldis-${process.pid}-${++serial}`;
    open.use(await bridgeTo(pty, { abstract: name }));
    const options = ["--test-session", "--test-no-udev", "--test-no-suspend-resume", "--test-enable", "--no-auto-scan"];
    const daemon = open.use(
      startDaemon(["ModemManager", ...options, "--log-level=ERR"], folder, { environment: bus.environment }),
    );

    async function run(command: string[]): Promise<{ exit: number; out: string; output: string }> {
      const environment = { ...process.env, ...bus.environment, LC_ALL: "C.UTF-8" };
      const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", timeout: CALL_MS, env: environment });
      const [out, err, exit] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
        child.exited,
      ]);
      return { exit, out, output: out + err };
    }
    const mmcli = (...words: string[]) => run(["mmcli", "--timeout=50", ...words]);
    async function needs(...words: string[]): Promise<string> {
      const { exit, out, output } = await mmcli(...words);
      if (exit !== 0) throw new Error(lastLineOf(output));
      return out;
    }

    await eventually("ModemManager", async () => (await mmcli("--list-modems")).exit === 0);
    const service = "org.freedesktop.ModemManager1";
    const profile = ["/org/freedesktop/ModemManager1", "-m", `${service}.Test.SetProfile`, "aldis", "generic"];
    await run(["gdbus", "call", "--session", "-d", service, "-o", ...profile, `['${name}']`]);
    await daemon.until("a modem", async () => (await needs("--list-modems")).includes("/Modem/"), READY_MS);
    const state = async () => /state: (.*)/.exec(Bun.stripANSI(await needs("-m", "any")))?.[1] ?? "";
    await daemon.until("its SIM", async () => /disabled|enabled|registered|failed/.test(await state()), READY_MS);
    await needs("-m", "any", "--enable");
    await daemon.until("a network", async () => /registered/.test(await state()), READY_MS);

    /** What is under a name of each message that came in, reports too. */
    async function arrived(): Promise<((name: string) => string)[]> {
      const list = await needs("-m", "any", "--messaging-list-sms");
      const paths = [...list.matchAll(/(\/\S+\/SMS\/\d+) \((?:received|receiving)\)/g)];
      const shown = await Promise.all(paths.map(async ([, path = ""]) => Bun.stripANSI(await needs("-s", path))));
      return shown.map((text) => (name) => new RegExp(`\\| +${name}: (.*)`).exec(text)?.[1]?.trim() ?? "");
    }
    const opened = open.move();
    return {
      identify: () => needs("-m", "any"),
      async send(to, text) {
        try {
          const create = `text='${text}',number='${to}',delivery-report-request=yes`;
          const path = /\/\S+\/SMS\/\d+/.exec(await needs("-m", "any", `--messaging-create-sms=${create}`))?.[0] ?? "";
          await needs("-s", path, "--send");
          return undefined;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
      received: async () => (await arrived()).map((field) => field("text")).filter((text) => text !== ""),
      reports: async () => (await arrived()).filter((field) => field("delivery state") === "completed-received").length,
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};
