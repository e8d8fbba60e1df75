import { programPath } from "./programs.ts";

/** What a mail client reported. */
interface Sent {
  /** 0: the server took it. */
  exit: number;
  /** The last answer of the server that was no `221`, with its code. */
  answer: string;
  output: string;
}

/** The port of the gateway's SMTP server, as its log says it. */
export function smtpPort(gateway: { log(): Record<string, unknown>[] }): number {
  const line = gateway.log().find(({ msg }) => msg === "SMTP server listens");
  if (typeof line?.port !== "number") throw new Error("the SMTP server does not listen");
  return line.port;
}

/** Sends one mail with swaks; `data` is the whole mail, header and all, in place of its own. */
export async function swaks(
  port: number,
  {
    to,
    from = "nagios@example.org",
    data,
    more = [],
  }: {
    to: string | readonly string[];
    from?: string;
    data?: string | Uint8Array;
    more?: readonly string[];
  },
): Promise<Sent> {
  const addresses = typeof to === "string" ? [to] : to;
  const child = Bun.spawn(
    [
      programPath("swaks") ?? "swaks",
      "--server",
      `127.0.0.1:${port}`,
      "--helo",
      "client.example.org",
      `--from=${from}`,
      `--to=${addresses.join(",")}`,
      ...(data === undefined ? [] : ["--data", "-"]),
      ...more,
    ],
    {
      stdin: data === undefined ? "ignore" : new Blob([data as string]),
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const [out, err, exit] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const answers = [...out.matchAll(/^<[~*-]+\s+(\d{3}[ -].*)$/gm)].map(([, answer = ""]) => answer);
  const answer = answers.filter((each) => !each.startsWith("221")).at(-1) ?? "";
  return { exit, answer, output: out + err };
}
