import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { hasProgram, programPath, runProgram } from "./programs.ts";

/** A mail as Exim has taken it. */
interface SpooledMail {
  /** Fields by their names in lower case, unfolded. */
  header: Record<string, string>;
  /** Still encoded. */
  body: string;
  raw: string;
}

/** A real mail server on loopback. It takes mail for example.org, and of the user `sms`, whose password is `secret`, for everybody. */
interface Exim extends AsyncDisposable {
  port: number;
  /** Once there are so many, oldest first. */
  mails(count: number): Promise<SpooledMail[]>;
  log(): string;
}

/** Whether Exim is here and may be started with a configuration of its own, which takes root. */
export const hasExim = () => hasProgram("exim4") && process.getuid?.() === 0;

/** `nobody@` is refused, `busy@` is deferred. Debian's own service has no part in it. */
export async function startExim(): Promise<Exim> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-exim-"));
  const spool = join(folder, "spool");
  mkdirSync(spool);
  await certificateIn(folder);
  const port = await freePort();
  writeFileSync(join(folder, "exim.conf"), configuration({ folder, port }));
  const owner = readFileSync("/etc/passwd", "utf8").match(/^Debian-exim:[^:]*:(\d+):(\d+):/m);
  for (const each of [folder, spool]) {
    chownSync(each, Number(owner?.[1] ?? 0), Number(owner?.[2] ?? 0));
    chmodSync(each, 0o700);
  }
  const child = Bun.spawn([programPath("exim4") ?? "exim4", "-C", join(folder, "exim.conf"), "-bdf"], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const log = () => {
    const name = readdirSync(folder).find((each) => each.startsWith("log-main"));
    return name === undefined ? "" : readFileSync(join(folder, name), "utf8");
  };
  await eventually("Exim listens", async () => log().includes("listening for SMTP"));
  return {
    port,
    log,
    mails: (count) =>
      eventually(`${count} mails\n${log()}`, async () => {
        const ids = taken(spool);
        return ids.length >= count && ids.map((id) => readSpooled(spool, id));
      }),
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function certificateIn(folder: string): Promise<void> {
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  const command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const { exit, output } = await runProgram([...command, ...files], { timeoutMs: 60_000 });
  if (exit !== 0) throw new Error(output);
  for (const name of ["key.pem", "certificate.pem"]) chmodSync(join(folder, name), 0o644);
}

const configuration = ({ folder, port }: { folder: string; port: number }) => `
primary_hostname = mail.example.org
spool_directory = ${folder}/spool
log_file_path = ${folder}/log-%s
pid_file_path =
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts = *
tls_certificate = ${folder}/certificate.pem
tls_privatekey = ${folder}/key.pem
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
acl_smtp_rcpt = recipients
acl_smtp_data = everything
host_lookup =
rfc1413_query_timeout = 0s
# What was taken stays in the spool, where the test reads it.
queue_only = true
begin acl
everything:
  accept
recipients:
  deny condition = \${if eq{$local_part}{nobody}}
       message = no such user
  defer condition = \${if eq{$local_part}{busy}}
        message = greylisted, come back later
  accept domains = example.org
  accept authenticated = *
  deny message = relay not permitted
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{sms}}{eq{$auth3}{secret}}}}
  server_set_id = $auth2
`;

/** The IDs of whole mails, oldest first: an ID begins with the time. */
function taken(spool: string): string[] {
  const input = join(spool, "input");
  const names = existsSync(input) ? readdirSync(input) : [];
  return names.flatMap((name) => (name.endsWith("-H") ? [name.slice(0, -2)] : [])).sort();
}

/** Each field of the header is written with its length and a letter in front; the body stands behind a line of its own. */
function readSpooled(spool: string, id: string): SpooledMail {
  const head = readFileSync(join(spool, "input", `${id}-H`), "latin1");
  const data = readFileSync(join(spool, "input", `${id}-D`), "latin1");
  const fields = head
    .slice(head.indexOf("\n\n") + 2)
    .replace(/\n[ \t]+/g, " ")
    .split("\n")
    .map((line) => line.replace(/^\d{3,}[A-Z* ] /, ""))
    .filter((line) => line !== "");
  const body = data.slice(data.indexOf("\n") + 1);
  const header = Object.fromEntries(
    fields.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { header, body, raw: `${fields.join("\r\n")}\r\n\r\n${body}` };
}
