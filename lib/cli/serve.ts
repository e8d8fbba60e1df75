import { systemClock, within } from "../clock.ts";
import { SETTINGS, type SettingKey } from "../config/index.ts";
import { banner, type CreateApp, logCertificate, startGateway } from "../gateway/index.ts";
import type { GatewayCommand } from "../http/index.ts";
import { createLog } from "../log.ts";
import type { DeviceSystem } from "../modem/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { aborted } from "./io.ts";

/** Tells the service manager to start the gateway again: `EX_TEMPFAIL` of sysexits. */
const START_AGAIN = 75;

/** `aldis serve`: the gateway, until it is told to stop. */
export function serveCommand({ createApp, devices }: { createApp: CreateApp; devices?: DeviceSystem }): Command {
  return defineCommand({
    path: ["serve"],
    operands: [],
    summary: "run the gateway",
    details:
      "SIGTERM or Ctrl-C stops it within --stop-timeout (20 s): requests in progress are completed, and so is the message part that a modem is sending; a second one stops it immediately. SIGHUP, sent when its terminal is closed, is ignored.",
    settings: Object.keys(SETTINGS) as SettingKey[],
    flags: {},
    readsStoredSettings: true,
    async run({ config, given, io }) {
      const log = createLog({
        level: config.logLevel,
        format: config.log,
        destination: { write: (line) => void io.out.write(line) },
      });
      // A log that cannot be written (disk full, terminal closed, reader gone or stalled) is no reason to end.
      io.out.surviveLoss?.((lines) => log.error({ lines }, "lines of the log could not be written and are missing"));
      io.err.surviveLoss?.(() => undefined);
      io.onHangup(() => log.info("SIGHUP changes nothing: the gateway goes on"));
      io.onCrash((error) => log.error({ err: error }, "internal error: the gateway ends"));
      const { signal } = io;
      const told = Promise.withResolvers<GatewayCommand>();
      const gateway = await startGateway(
        { config, given },
        {
          createApp,
          log,
          clock: systemClock,
          environment: io.env,
          shutdown: told.resolve,
          devices,
        },
      );
      let command: GatewayCommand | undefined;
      try {
        io.out.write(banner(gateway, { program: io.program, config }));
        log.info(
          { url: gateway.url, host: config.host, modems: gateway.modems.map((modem) => modem.name) },
          "gateway started",
        );
        if (gateway.certificate !== undefined) logCertificate(gateway.certificate, log);
        command = (await Promise.race([told.promise, aborted(signal)])) ?? undefined;
        log.info({ reason: command ?? String(signal.reason) }, "gateway stops");
      } finally {
        const closed = gateway.close().then(() => true);
        if (!(await within(systemClock, closed, config.stopTimeout))) {
          log.error(
            { ms: config.stopTimeout },
            "not everything could be closed in time: the gateway ends all the same",
          );
        }
      }
      log.info("gateway stopped");
      return command === "reboot" ? START_AGAIN : 0;
    },
  });
}
