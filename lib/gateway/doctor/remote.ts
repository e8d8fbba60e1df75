import { lookup } from "node:dns/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { type BotApiFailureKind, createBotApi } from "../../routing/index.ts";
import { databaseFileOf } from "../../store/index.ts";
import { databaseUrl } from "../data-directory.ts";
import { type MailSetting, relayOfCommand } from "../email-relay.ts";
import { openData } from "../open-data.ts";

/** What of the configuration names other machines. */
export type ExaminedRemote = Pick<
  Config,
  | "data"
  | "database"
  | "textKeyFile"
  | "publicUrl"
  | "telegramToken"
  | "telegramApi"
  | "oidcIssuer"
  | "contactsUrl"
  | "mqtt"
  | MailSetting
>;

/** 15 s: longer than a mail server may take to greet. */
const ANSWER_MS = 15_000;
/** 5 s: a name server that takes longer makes everything slow. */
const NAME_MS = 5_000;
/** 5 min: certificates, one-time codes and single sign-on fail from about there. */
const CLOCK_OFF_MS = 5 * 60_000;
/** 2026-01-01: before this program was made. */
const MADE_MS = Date.UTC(2026, 0, 1);

type Look = () => string | undefined | Promise<string | undefined>;

/**
 * What is looked at on other machines, each with its subject. Only servers that the configuration names are asked, and
 * nothing is sent to anybody.
 */
export function remoteLooks(
  config: ExaminedRemote,
  { clock, log, directory }: { clock: Clock; log: Log; directory: string },
): [subject: string, look: Look][] {
  const looks: [string, Look][] = [["clock", () => clockProblem(config, { now: clock.now, log, directory })]];
  const hosts = namedHosts(config);
  if (hosts.length > 0) looks.push(["DNS", () => nameProblem(hosts, clock)]);
  const proxy = outgoingProxy();
  if (proxy !== undefined) looks.push(["proxy", () => proxyProblem(proxy)]);
  const { telegramToken: token, telegramApi: api, publicUrl } = config;
  if (publicUrl !== undefined) looks.push(["public URL", () => publicUrlProblem(publicUrl.url)]);
  if (token !== undefined) looks.push(["Telegram", () => telegramProblem({ token, api })]);
  if (config.mailHost !== undefined) looks.push(["mail server", () => mailProblem(config)]);
  return looks;
}

/** Never rejects for a database that cannot be opened: that is a finding of its own. */
async function clockProblem(
  config: ExaminedRemote,
  { now, log, directory }: { now: () => number; log: Log; directory: string },
): Promise<string | undefined> {
  const todo = "set it, and keep it right by NTP (timedatectl set-ntp true)";
  if (now() < MADE_MS) return `it says ${new Date(now()).toISOString()}, which is past: ${todo}`;
  if (databaseFileOf(databaseUrl(config, directory)) !== undefined) return undefined;
  const server = await databaseTime(config, { log, directory });
  const off = server === undefined ? 0 : now() - server;
  if (Math.abs(off) < CLOCK_OFF_MS) return undefined;
  const minutes = Math.round(Math.abs(off) / 60_000);
  return `it is ${minutes} minutes ${off > 0 ? "ahead of" : "behind"} the database server's: ${todo} on the machine whose clock is wrong`;
}

async function databaseTime(
  config: ExaminedRemote,
  { log, directory }: { log: Log; directory: string },
): Promise<number | undefined> {
  try {
    const store = await openData(config, { directory, log, migrate: false });
    return await store.time().finally(() => store.close());
  } catch {
    return undefined;
  }
}

/** Names of other machines in the settings, each once; an address needs no name server. */
function namedHosts(config: ExaminedRemote): string[] {
  const { telegramToken, telegramApi, oidcIssuer, contactsUrl, mqtt, mailHost, publicUrl } = config;
  const urls = [telegramToken === undefined ? undefined : telegramApi, oidcIssuer, contactsUrl, mqtt, publicUrl?.url];
  const hosts = urls.flatMap((url) => (url === undefined ? [] : [hostOf(String(url))]));
  if (mailHost !== undefined) hosts.push(mailHost);
  return [...new Set(hosts)].filter((host) => host !== "" && !/^[\d.]+$|:/.test(host));
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}

async function nameProblem(hosts: readonly string[], clock: Clock): Promise<string | undefined> {
  const found = await Promise.all(hosts.map((host) => resolves(host, clock)));
  const lost = hosts.filter((_, index) => !found[index]);
  if (lost.length === 0) return undefined;
  return `no address is found for ${lost.join(", ")}: check the name, and the name servers of this machine (/etc/resolv.conf)`;
}

/** Never rejects. */
async function resolves(host: string, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = clock.setTimer(NAME_MS, () => late.resolve(false));
  const found = lookup(host).then(
    () => true,
    () => false,
  );
  return await Promise.race([found, late.promise]).finally(() => timer.cancel());
}

/** The proxy through which Bun's `fetch` goes. */
function outgoingProxy(): string | undefined {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  return [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].find((each) => each !== undefined && each !== "");
}

async function proxyProblem(text: string): Promise<string | undefined> {
  const todo = "mend HTTPS_PROXY in the environment of the gateway, or leave it out";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") return `the environment names a proxy that is no URL: ${todo}`;
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  try {
    (await Bun.connect({ hostname: url.hostname, port, socket: { data: () => undefined } })).end();
    return undefined;
  } catch {
    return `the environment sends requests to other machines through ${url.hostname}:${port}, which does not answer: ${todo}`;
  }
}

/** Whether the address that people and providers are given leads to a gateway. */
async function publicUrlProblem(url: string): Promise<string | undefined> {
  const todo = "correct --public-url, or what the proxy does with that address (docs/proxies.md)";
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ANSWER_MS), redirect: "manual" });
    if ((await answer.text()).includes('"checks"')) return undefined;
    return `${url} leads to something else than a gateway (status ${answer.status}): ${todo}`;
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "no answer";
    return `${url} cannot be reached from this machine (${why}): ${todo}`;
  }
}

const TELEGRAM_TODO: Partial<Record<BotApiFailureKind, string>> = {
  unauthorized: "Telegram knows no bot with this token: copy it again from @BotFather (--telegram-token)",
};

async function telegramProblem(options: { token: string; api: string }): Promise<string | undefined> {
  const answer = await createBotApi(options).getMe(AbortSignal.timeout(ANSWER_MS));
  if (answer.ok) return undefined;
  const { kind, message } = answer.problem;
  return (
    TELEGRAM_TODO[kind] ??
    `${message}: this machine must reach ${options.api} (firewall, proxy); until then messages for Telegram go by SMS`
  );
}

async function mailProblem(config: ExaminedRemote): Promise<string | undefined> {
  const relay = relayOfCommand(config);
  if (relay.from() === undefined) return "a mail server is configured, and nobody who sends: give --mail-from";
  const checked = await relay.check();
  return checked.ok ? undefined : `${checked.problem.error}; aldis email test --to ADDRESS tries it again`;
}
