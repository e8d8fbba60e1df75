import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** A program of Prometheus that runs. */
interface Started extends AsyncDisposable {
  url: string;
  /** What it has logged. */
  log(): string;
}

/**
 * Starts an Alertmanager that tells `webhook` of each alert's name as a group: at once, and of changes each second.
 *
 * @param options.program  where it is
 * @param options.folder  for its files
 * @param options.webhook  signed in as `apiuser` with the password `secret`
 */
export async function startAlertmanager(options: {
  program: string;
  folder: string;
  webhook: string;
}): Promise<Started> {
  const basic = { basic_auth: { username: "apiuser", password: "secret" } };
  const configuration = {
    route: {
      receiver: "gateway",
      group_by: ["alertname"],
      group_wait: "0s",
      group_interval: "1s",
      repeat_interval: "1h",
    },
    receivers: [{ name: "gateway", webhook_configs: [{ url: options.webhook, http_config: basic }] }],
  };
  const file = join(options.folder, "alertmanager.yml");
  // YAML takes JSON.
  writeFileSync(file, JSON.stringify(configuration));
  return startProgram(options.program, {
    log: join(options.folder, "alertmanager.log"),
    parameters: [
      `--config.file=${file}`,
      `--storage.path=${join(options.folder, "alertmanager")}`,
      "--cluster.listen-address=",
    ],
  });
}

/** Starts a Prometheus that scrapes `target`, applies a file of rules at the same interval, and tells an Alertmanager. */
export async function startPrometheus(options: {
  program: string;
  folder: string;
  /** `127.0.0.1:9100` */
  target: string;
  rules: string;
  alertmanager?: string;
  /** Name of its job; `hosts` when left out. */
  job?: string;
  /** Shown to the target. */
  token?: string;
  /** `1s` when left out. */
  interval?: string;
}): Promise<Started> {
  const { target, alertmanager, token, interval = "1s" } = options;
  writeFileSync(join(options.folder, "rules.yml"), options.rules);
  const configuration = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: ["rules.yml"],
    scrape_configs: [
      {
        job_name: options.job ?? "hosts",
        static_configs: [{ targets: [target] }],
        ...(token === undefined ? {} : { authorization: { credentials: token } }),
      },
    ],
    ...(alertmanager === undefined
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager).host] }] }] } }),
  };
  const file = join(options.folder, "prometheus.yml");
  writeFileSync(file, JSON.stringify(configuration));
  return startProgram(options.program, {
    log: join(options.folder, "prometheus.log"),
    parameters: [`--config.file=${file}`, `--storage.tsdb.path=${join(options.folder, "prometheus")}`],
  });
}

async function startProgram(
  program: string,
  { parameters, log }: { parameters: readonly string[]; log: string },
): Promise<Started> {
  const port = await freePort();
  const child = Bun.spawn([program, ...parameters, `--web.listen-address=127.0.0.1:${port}`], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: Bun.file(log),
  });
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => readFileSync(log, "utf8"),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
