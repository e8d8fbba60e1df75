import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveSettings, SETTINGS, type SettingKey } from "../../lib/config/index.ts";
import { OPT_IN_WORDS, OPT_OUT_WORDS } from "../../lib/routing/index.ts";

const directory = mkdtempSync(join(tmpdir(), "aldis-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const ALL = Object.keys(SETTINGS) as SettingKey[];

function resolved(sources: Partial<Parameters<typeof resolveSettings>[1]> = {}) {
  const result = resolveSettings(ALL, { options: {}, environment: {}, ...sources });
  if (!result.ok) throw new Error(result.problem.join("\n"));
  return result.value.config;
}

function problems(sources: Partial<Parameters<typeof resolveSettings>[1]>): readonly string[] {
  const result = resolveSettings(ALL, { options: {}, environment: {}, ...sources });
  return result.ok ? [] : result.problem;
}

test("without anything given, every setting has its documented default", () => {
  expect(resolved()).toEqual({
    data: "./data",
    host: "127.0.0.1",
    port: 8080,
    adminHost: undefined,
    adminPort: undefined,
    tls: { kind: "off" },
    tlsNames: [],
    numbersAllowed: [],
    numbersBlocked: [],
    emergencyAllowed: [],
    incomingFrom: { accepted: [], blocked: [] },
    database: undefined,
    textKeyFile: undefined,
    modems: [],
    modemPower: undefined,
    routes: [],
    fallbackAfter: 300_000,
    simPatience: 120_000,
    budget: {},
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    country: "DE",
    languages: "auto",
    alarmLanguage: "en",
    unknown: "resend",
    requestTimeout: 30_000,
    stopTimeout: 20_000,
    requestSize: 1_048_576,
    trustedProxies: [],
    proxyHeader: "x-forwarded-for",
    allowApiPhp: [],
    allowApi: [],
    allowAdmin: [],
    allowCheck: [],
    allowTargets: { networks: [], hosts: [] },
    allowCommands: [],
    allowIsms: [],
    allowMetrics: [],
    metricsToken: undefined,
    snmpPort: undefined,
    snmpCommunity: undefined,
    snmpUser: undefined,
    snmpAuthPassword: undefined,
    snmpPrivPassword: undefined,
    otlp: undefined,
    otlpHeaders: undefined,
    checkPage: "on",
    smtp: "off",
    smtpHost: undefined,
    smtpPort: 2525,
    smtpDomains: [],
    smtpNetworks: [],
    smtpUser: undefined,
    smtpSenders: [],
    smtpSendersDenied: [],
    smtpText: "subject-and-body",
    smtpLongest: 1_000,
    smtpEncryption: "offer",
    smtpSize: 10 * 1_048_576,
    smtpRate: 60,
    mailHost: undefined,
    mailPort: 587,
    mailTls: "starttls",
    mailCertificate: "check",
    mailUser: undefined,
    mailPassword: undefined,
    mailFrom: undefined,
    mqtt: undefined,
    mqttUser: undefined,
    mqttPassword: undefined,
    mqttCa: undefined,
    mqttCertificate: "check",
    mqttClientId: "aldis-{node}",
    mqttPrefix: "aldis/{node}",
    mqttTexts: "off",
    mqttSender: undefined,
    mqttDiscovery: "on",
    mqttDiscoveryPrefix: "homeassistant",
    mqttNotify: [],
    failedWindow: 86_400_000,
    sessionIdle: 12 * 3_600_000,
    sessionLife: 30 * 86_400_000,
    secondFactor: [],
    oidcIssuer: undefined,
    oidcClientId: undefined,
    oidcClientSecret: undefined,
    oidcGroups: [],
    oidcCreateUsers: "off",
    passwordSignIn: "on",
    isms: "off",
    httpPort: undefined,
    httpServes: "all",
    ismsPort: undefined,
    contactsUrl: undefined,
    contactsCron: "0 3 * * *",
    contactsCertificate: "check",
    contactsExisting: "keep",
    backupCron: undefined,
    backupKeep: 7,
    backupDir: undefined,
    retentionCron: "30 3 * * *",
    keepSent: undefined,
    keepSentMost: undefined,
    keepIncoming: undefined,
    keepIncomingMost: undefined,
    keepTexts: undefined,
    keepEvents: undefined,
    keepEventsMost: undefined,
    keepJobs: 7 * 24 * 3_600_000,
    keepJobsMost: undefined,
    keepDeadJobs: 90 * 24 * 3_600_000,
    keepDeadJobsMost: undefined,
    keepAudit: undefined,
    keepAuditMost: undefined,
    optOut: "off",
    optOutWords: OPT_OUT_WORDS,
    optInWords: OPT_IN_WORDS,
    optOutConfirmation: "You will get no more messages from us. Reply START to get them again.",
    optInConfirmation: "You will get messages from us again. Reply STOP to end them.",
    gatewayAlarms: undefined,
    gatewayAlarmsEmail: [],
    telegramToken: undefined,
    telegramApi: "https://api.telegram.org",
    publicUrl: undefined,
    telegramUpdates: "auto",
    log: "json",
    logLevel: "info",
    config: undefined,
  });
});

describe("precedence", () => {
  const config = file("port.toml", "port = 3\nhost = '0.0.0.0'\n");

  test("option wins over environment, environment over file, file over default", () => {
    const environment = { ALDIS_CONFIG: config, ALDIS_PORT: "2" };
    expect(resolved({ options: { port: ["1"] }, environment }).port).toBe(1);
    expect(resolved({ environment }).port).toBe(2);
    expect(resolved({ environment: { ALDIS_CONFIG: config } }).port).toBe(3);
    expect(resolved({ environment }).host).toBe("0.0.0.0");
  });

  test("an empty variable counts as not given", () => {
    expect(resolved({ environment: { ALDIS_PORT: "" } }).port).toBe(8080);
  });

  test("the file named by the option wins over the one in the environment", () => {
    const other = file("other.toml", "port = 4\n");
    expect(resolved({ options: { config: [other] }, environment: { ALDIS_CONFIG: config } }).port).toBe(4);
  });
});

describe("several modems", () => {
  test("come as repeated options, with commas in the environment, as a list in the file", () => {
    const two = ["simulated?name=a", "tcp://10.0.0.1:4001"];
    const texts = (sources: Parameters<typeof resolved>[0]) => resolved(sources).modems.map((modem) => modem.text);
    expect(texts({ options: { modems: two } })).toEqual(two);
    expect(texts({ environment: { ALDIS_MODEMS: ` ${two.join(" , ")}` } })).toEqual(two);
    const config = file("modems.toml", `modem = ${JSON.stringify(two)}\n`);
    expect(texts({ options: { config: [config] } })).toEqual(two);
  });

  test("need names of their own", () => {
    expect(problems({ options: { modems: ["simulated", "simulated"] } })).toEqual([
      "--modem: two modems are called simulated: give them names with ?name=…",
    ]);
  });
});

describe("secrets", () => {
  test("come from the file that NAME_FILE names, without its last line end", () => {
    const path = file("database", "postgres://aldis:geheim@db/aldis\n");
    expect(resolved({ environment: { ALDIS_DATABASE_URL_FILE: path } }).database).toBe(
      "postgres://aldis:geheim@db/aldis",
    );
  });

  test("given twice, or from a file that is missing, are problems by name", () => {
    const missing = join(directory, "missing");
    expect(problems({ environment: { ALDIS_DATABASE_URL: "sqlite:x", ALDIS_DATABASE_URL_FILE: missing } })).toEqual([
      "ALDIS_DATABASE_URL and ALDIS_DATABASE_URL_FILE: give one of the two",
    ]);
    expect(problems({ environment: { ALDIS_DATABASE_URL_FILE: missing } })).toEqual([
      `ALDIS_DATABASE_URL_FILE: cannot read ${missing} (there is no such file)`,
    ]);
  });

  test("never appear in a problem, wherever they come from", () => {
    const config = file("secret.toml", 'database = "mysql://u:geheim@h/d"\n');
    const broken = file("broken.toml", 'database = "postgres://u:geheim@h/d\n');
    const found = [
      ...problems({ options: { database: ["mysql://u:geheim@h/d"], modems: ["/dev/x?pin=geheim"] } }),
      ...problems({ environment: { ALDIS_DATABASE_URL: "mysql://u:geheim@h/d" } }),
      ...problems({ options: { config: [config] } }),
      ...problems({ options: { config: [broken] } }),
    ];
    expect(found).toHaveLength(5);
    expect(found.join("\n")).not.toContain("geheim");
  });

  test("NAME_FILE is not read for what is no secret", () => {
    expect(resolved({ environment: { ALDIS_PORT_FILE: file("port", "99") } }).port).toBe(8080);
  });
});

describe("problems", () => {
  test("are reported all together, each by the name that the person used", () => {
    const config = file("bad.toml", 'unknown = "resent"\nprot = 80\ncountry = true\n');
    expect(
      problems({
        options: { config: [config], port: ["99999"] },
        environment: { ALDIS_TLS: "on", ALDIS_REQUEST_TIMEOUT: "30" },
      }),
    ).toEqual([
      `${config}, prot: unknown option; did you mean port?`,
      `${config}, country: must be a text, a number or a list of texts`,
      '--port: must be a port, 0 to 65535, not "99999"',
      'ALDIS_TLS: must be off, self-signed or CERT,KEY (two PEM files), not "on"',
      `${config}, unknown: must be resend, hold or assume-sent; did you mean resend?, not "resent"`,
      'ALDIS_REQUEST_TIMEOUT: must be a time such as 500ms, 30s, 5m, 12h or 1d, not "30"',
    ]);
  });

  test("a session that may be idle longer than it lasts is one, as is a limit that is too small", () => {
    const environment = { ALDIS_SESSION_LIFE: "1h" };
    expect(problems({ options: { sessionIdle: ["2h"] }, environment })).toEqual([
      '--session-idle: must not be longer than session-life (1h), not "2h"',
    ]);
    expect(problems({ options: { stopTimeout: ["1ms"], trustedProxies: ["0.0.0.0/0"] } })).toEqual([
      expect.stringMatching(/^--stop-timeout: must be at least 1s, because .+, not "1ms"$/) as unknown as string,
      expect.stringMatching(/^--trusted-proxies: must not take in .+, not "0.0.0.0\/0"$/) as unknown as string,
    ]);
  });

  test("a file that is missing or no TOML is one, with its place", () => {
    const missing = join(directory, "none.toml");
    expect(problems({ options: { config: [missing] } })).toEqual([
      `${missing}: cannot be read (there is no such file)`,
    ]);
    const broken = file("syntax.toml", "host = 'a'\nport 80\n");
    expect(problems({ options: { config: [broken] } })[0]).toStartWith(`${broken}: cannot be read (not TOML at line 2`);
    const bare = file("bare.toml", "backup-cron = 0 3 * * *\n");
    expect(problems({ options: { config: [bare] } })[0]).toContain('texts stand in quotes: name = "text"');
  });

  test("a section is one, and no option of its name is meant", () => {
    const config = file("sections.toml", "log = 'pretty'\n[http]\nport = 80\n[modem]\ndevice = '/dev/ttyUSB0'\n");
    expect(problems({ options: { config: [config] } })).toEqual([
      `${config}, [http]: there are no sections: leave that line out`,
      `${config}, [modem]: there are no sections: leave that line out`,
    ]);
  });

  test("certificate files that cannot be read are one before anything starts", () => {
    expect(problems({ options: { tls: ["/nowhere/a.pem,/nowhere/b.pem"] } })[0]).toStartWith(
      "--tls: cannot read /nowhere/a.pem and /nowhere/b.pem",
    );
  });

  test("what a command does not take is not looked at", () => {
    const sources = { options: {}, environment: { ALDIS_PORT: "none" } };
    expect(resolveSettings(["data"], sources)).toMatchObject({ ok: true, value: { config: { data: "./data" } } });
  });
});
