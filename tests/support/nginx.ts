import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryDirectory } from "./run-cli.ts";

export const hasNginx = () => Bun.which("nginx", { PATH: PATHS }) !== null;
const PATHS = `${process.env.PATH}:/usr/sbin`;

/**
 * nginx as Debian has it, with buffering as it comes, in front of a gateway under `/sms/`.
 *
 * @param options.target  address of the gateway; with a slash at its end nginx leaves the prefix out
 * @param options.more  further lines of the location
 * @param options.tlsPort  it speaks TLS there, with a certificate that nobody trusts
 */
export async function startNginx(options: { target: string; more?: string; tlsPort?: number }) {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "logs"), { recursive: true });
  const { tlsPort } = options;
  const port = tlsPort ?? (await freePort());
  if (tlsPort !== undefined) makeCertificate(directory);
  const file = join(directory, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/logs/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
  server {
    listen 127.0.0.1:${port}${tlsPort === undefined ? "" : ` ssl; ssl_certificate ${directory}/cert.pem; ssl_certificate_key ${directory}/key.pem`};
    location /sms/ {
      proxy_pass ${options.target};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
      ${options.more ?? ""}
    }
  }
}
`,
  );
  const command = Bun.which("nginx", { PATH: PATHS }) ?? "nginx";
  const running = Bun.spawn([command, "-p", directory, "-c", file], { stdout: "ignore", stderr: "inherit" });
  const url = `${tlsPort === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  await eventually("nginx", () =>
    fetch(url, { tls: { rejectUnauthorized: false } })
      .then(() => true)
      .catch(() => false),
  );
  return {
    url,
    async [Symbol.asyncDispose]() {
      running.kill("SIGTERM");
      await running.exited;
    },
  };
}

function makeCertificate(directory: string): void {
  const command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
  const files = ["-keyout", join(directory, "key.pem"), "-out", join(directory, "cert.pem")];
  const made = Bun.spawnSync(["openssl", ...command.split(" "), ...files], { stdout: "ignore", stderr: "pipe" });
  if (!made.success) throw new Error(made.stderr.toString());
}
