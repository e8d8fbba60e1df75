import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { hasProgram, programPath, runProgram } from "./programs.ts";
import { selfSigned } from "./self-signed.ts";

/** A mail as Postfix has delivered it. */
interface DeliveredMail {
  /** Fields by their names in lower case, unfolded. */
  header: Record<string, string>;
  /** Still encoded. */
  body: string;
  raw: string;
}

/** A real mail server on loopback. It takes mail for example.org, and of the user `sms`, whose password is `secret`, for everybody. */
export interface Postfix extends AsyncDisposable {
  port: number;
  /** Those for example.org once there are so many, oldest first. */
  mails(count: number): Promise<DeliveredMail[]>;
  log(): string;
}

/** Whether Postfix is here and may be started with a configuration of its own, which takes root. */
export const hasPostfix = () =>
  hasProgram("postfix") && hasProgram("saslpasswd2") && hasProgram("openssl") && process.getuid?.() === 0;

const NOBODY = 65_534;

/** `nobody@` is refused, `busy@` is deferred. Debian's own service and its configuration have no part in it. */
export async function startPostfix(): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-postfix-"));
  const port = await freePort();
  await configure(folder, port);
  const program = programPath("postfix") ?? "postfix";
  const command = `umask 022; exec ${program} -c ${join(folder, "etc")} start-fg`;
  const child = Bun.spawn(["sh", "-c", command], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const log = () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "");
  await eventually("Postfix listens", async () => {
    if (child.exitCode !== null) throw new Error(`Postfix has ended: ${log()}`);
    return log().includes("daemon started");
  });
  return {
    port,
    log,
    mails: (count) =>
      eventually(`${count} mails\n${log()}`, async () => {
        const mails = deliveredTo(join(folder, "mail", "all", "new"));
        return mails.length >= count && mails;
      }),
    async [Symbol.asyncDispose]() {
      await runProgram([program, "-c", join(folder, "etc"), "stop"], { timeoutMs: 30_000 });
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function configure(folder: string, port: number): Promise<void> {
  // Its processes run as another user.
  chmodSync(folder, 0o755);
  for (const name of ["etc", "etc/sasl", "queue", "data", "mail"]) {
    mkdirSync(join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  const owner = readFileSync("/etc/passwd", "utf8").match(/^postfix:[^:]*:(\d+):(\d+):/m);
  chownSync(join(folder, "data"), Number(owner?.[1] ?? 0), Number(owner?.[2] ?? 0));
  chownSync(join(folder, "mail"), NOBODY, NOBODY);
  const { certificate, key } = await selfSigned("localhost");
  const files = {
    "etc/main.cf": mainConfiguration(folder),
    "etc/master.cf": services(port),
    "etc/recipients": "/^nobody@/ 550 5.1.1 no such user\n/^busy@/ 450 4.7.1 greylisted, come back later\n",
    // Where Debian's Postfix looks for it.
    "etc/sasl/smtpd.conf": `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN\nsasldb_path: ${folder}/users\n`,
    "certificate.pem": certificate,
    "key.pem": key,
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
    chmodSync(join(folder, name), 0o644);
  }
  const command = `echo secret | ${programPath("saslpasswd2")} -p -c -f ${folder}/users -u mail.example.org sms`;
  const { exit, output } = await runProgram(["sh", "-c", command], { timeoutMs: 60_000 });
  if (exit !== 0) throw new Error(output);
  chmodSync(join(folder, "users"), 0o644);
}

const mainConfiguration = (folder: string) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
# What is for others leaves this machine by no way.
default_transport = discard:
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access regexp:${folder}/etc/recipients
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = ${folder}/certificate.pem
smtpd_tls_key_file = ${folder}/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = mail.example.org
`;

/** service, type, private, unprivileged, chroot, wakeup, processes, program */
const services = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** Of a maildir; a name begins with the second and has the microseconds behind an `M`. */
function deliveredTo(maildir: string): DeliveredMail[] {
  const names = existsSync(maildir) ? readdirSync(maildir) : [];
  const timeOf = (name: string) => {
    const [, seconds = "", micros = ""] = /^(\d+)\..*M(\d+)\./.exec(name) ?? [];
    return Number(seconds) * 1e6 + Number(micros);
  };
  return names
    .toSorted((one, other) => timeOf(one) - timeOf(other))
    .map((name) => readMail(readFileSync(join(maildir, name), "latin1")));
}

function readMail(text: string): DeliveredMail {
  const end = text.indexOf("\n\n");
  const fields = text
    .slice(0, end)
    .replace(/\n[ \t]+/g, " ")
    .split("\n");
  const header = Object.fromEntries(
    fields.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const body = text.slice(end + 2);
  return { header, body, raw: `${fields.join("\r\n")}\r\n\r\n${body.replaceAll("\n", "\r\n")}` };
}
