import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProfile } from "../../../lib/modem/simulator/index.ts";
import { freePort } from "../free-port.ts";
import { startDaemon } from "./daemon.ts";
import type { PeerProgram } from "./peer.ts";

const ADMIN = "secret";

/** Debian's Kannel: bearerbox with an `at` service centre, and smsbox, which takes and gives messages by HTTP. */
export const kannel: PeerProgram = {
  needs: ["bearerbox", "smsbox"],
  unavailable: () => undefined,
  async start({ pty, folder }, profile) {
    await using open = new AsyncDisposableStack();
    const received: string[] = [];
    let reports = 0;
    const application = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch(request) {
        const { pathname, searchParams } = new URL(request.url);
        if (pathname === "/report") reports++;
        else received.push(searchParams.get("text") ?? "");
        return new Response("");
      },
    });
    open.defer(() => application.stop(true));
    const [adminPort, boxPort, sendPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const config = join(folder, "kannel.conf");
    writeFileSync(
      config,
      configuration({ pty, profile, folder, adminPort, boxPort, sendPort, application: application.url }),
    );
    const bearerbox = open.use(startDaemon(["bearerbox", "-v", "1", config], folder, { signal: "SIGKILL" }));
    const status = async () => {
      const answer = await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=${ADMIN}`).catch(() => undefined);
      return (await answer?.text()) ?? "";
    };
    await bearerbox.until("bearerbox", async () => (await status()) !== "");
    const smsbox = open.use(startDaemon(["smsbox", "-v", "1", config], folder, { signal: "SIGKILL" }));
    await smsbox.until("bearerbox to be online with the modem", async () => /\(online/.test(await status()));
    const opened = open.move();
    return {
      async send(to, text) {
        const query = new URLSearchParams({ username: "aldis", password: ADMIN, to, text, charset: "UTF-8" });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what GSM 7-bit has, Kannel takes as coding 0
        if (!/^[\x00-\x7fäöüÄÖÜß€]*$/.test(text)) query.set("coding", "2");
        query.set("dlr-mask", "31");
        query.set("dlr-url", `${application.url}report`);
        const answer = await fetch(`http://127.0.0.1:${sendPort}/cgi-bin/sendsms?${query}`);
        return answer.status === 202 ? undefined : `${answer.status} ${await answer.text()}`;
      },
      received: async () => received,
      reports: async () => reports,
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

function configuration(on: {
  pty: string;
  profile: string;
  folder: string;
  adminPort: number;
  boxPort: number;
  sendPort: number;
  application: URL;
}): string {
  const { indications } = findProfile(on.profile);
  const report = indications.report.includes(1) ? 1 : (indications.report[0] ?? 0);
  const mode = indications.mode.includes(2) ? 2 : 1;
  const buffer = indications.buffer.includes(0) ? 0 : 1;
  return `
group = core
admin-port = ${on.adminPort}
admin-password = ${ADMIN}
admin-interface = 127.0.0.1
smsbox-port = ${on.boxPort}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal
sms-resend-freq = 5

group = smsc
smsc = at
smsc-id = aldis
modemtype = aldis
device = ${on.pty}
speed = 115200
my-number = +491700000001

group = modems
id = aldis
name = Aldis
detect-string = Aldis
init-string = AT+CNMI=${mode},1,0,${report},${buffer}
message-storage = ${Object.keys(findProfile(on.profile).memories)[0]}
enable-mms = true

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${on.sendPort}
sendsms-interface = 127.0.0.1
global-sender = 1

group = sendsms-user
username = aldis
password = ${ADMIN}
concatenation = true
max-messages = 10

group = sms-service
keyword = default
get-url = "${on.application}received?text=%a"
omit-empty = true
max-messages = 0
concatenation = true
`;
}
