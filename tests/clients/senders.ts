/**
 * The requests of senders that people have in use, byte for byte, and what each takes for success. Their facts come
 * from the programs themselves or from what they put on the wire; nothing here is their code.
 */

/** What a sender is told to send. */
export interface Task {
  user: string;
  password: string;
  to: string;
  text: string;
  /** `127.0.0.1:8080` */
  host: string;
}

interface Answer {
  status: number;
  body: string;
}

export interface Sender {
  name: string;
  /** One character a byte. */
  request(task: Task): string;
  /** The text that it makes of `task.text`; itself by default. */
  sentText?(text: string): string;
  accepts(answer: Answer): boolean;
}

const is200 = ({ status }: Answer) => status === 200;
const crlf = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/** Python's `urlencode` and Go's `url.Values`: UTF-8, blanks as `+`. */
const plusEncoded = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
const pairs = (encode: (text: string) => string, values: [string, string][]) =>
  values.map(([name, value]) => `${name}=${encode(value)}`).join("&");

const checkmkQuery = ({ user, password, to, text }: Task) =>
  pairs(plusEncoded, [
    ["username", user],
    ["password", password],
    ["to", to],
    ["text", text],
  ]);

/** Zabbix's media type: an empty multipart POST without a boundary, everything in the query string. */
export function zabbix(options: { mode?: string; flags?: [string, string][] } = {}): Sender {
  return {
    name: `Zabbix media type${options.mode ? `, ${options.mode}:` : ""}${options.flags ? " with its switches" : ""}`,
    request({ user, password, to, text, host }) {
      const query = pairs(encodeURIComponent, [
        ["username", user],
        ["password", password],
        ["text", text],
        ...(options.mode ? ([["mode", options.mode]] as [string, string][]) : []),
        ["to", to],
        ...(options.flags ?? []),
      ]);
      return crlf(
        `POST /api.php?${query} HTTP/1.1`,
        `Host: ${host}`,
        "Accept: */*",
        "Accept-Encoding: deflate, gzip, br, zstd",
        "Content-Type: multipart/form-data",
        "Content-Length: 0",
      );
    },
    accepts: ({ status }) => status >= 200 && status < 300,
  };
}

/** The Icinga notifier's HTTP API mode: Go's sorted, plus-encoded query; 5 s; a long text cut by bytes. */
export function netwaysLegacy(mode: string): Sender {
  return {
    name: `NETWAYS notify-brevisone, HTTP API, mode ${mode}`,
    request({ user, password, to, text, host }) {
      const bytes = Buffer.from(text, "utf8");
      const short = bytes.length > 160 ? `${bytes.subarray(0, 156).toString("latin1")}...` : bytes.toString("latin1");
      const encoded = [...short].map((byte) => encodeByte(byte)).join("");
      const query = `mode=${mode}&password=${plusEncoded(password)}&text=${encoded}&to=${plusEncoded(to)}&username=${plusEncoded(user)}`;
      return crlf(
        `GET /api.php?${query} HTTP/1.1`,
        `Host: ${host}`,
        "User-Agent: Go-http-client/1.1",
        "Accept-Encoding: gzip",
      );
    },
    sentText(text) {
      const bytes = Buffer.from(text, "utf8");
      const sent = bytes.length > 160 ? `${bytes.subarray(0, 156).toString("utf8")}...` : text;
      return sent.replaceAll("\r\n", "\n");
    },
    accepts: is200,
  };
}

const encodeByte = (byte: string) =>
  /[A-Za-z0-9_.~-]/.test(byte)
    ? byte
    : byte === " "
      ? "+"
      : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** Checkmk's own notification script for brevis.one, on Python 3. */
export const checkmkBrevisOne: Sender = {
  name: "Checkmk, brevis.one",
  request: (task) =>
    crlf(
      `GET /api.php?${checkmkQuery(task)} HTTP/1.1`,
      "Accept-Encoding: identity",
      `Host: ${task.host}`,
      "User-Agent: Python-urllib/3.11",
      "Connection: close",
    ),
  accepts: is200,
};

/** Its older one for Braintower, on Python 2: HTTP/1.0. */
export const checkmkBraintower: Sender = {
  name: "Checkmk, Braintower",
  request: (task) =>
    crlf(
      `GET /api.php?${checkmkQuery(task)} HTTP/1.0`,
      `Host: ${task.host}`,
      "User-Agent: Python-urllib/1.17",
      "Accept: */*",
    ),
  accepts: is200,
};

/** comNET's Checkmk plug-in, on requests. It asks by https first, then by http, and reads /check.php after a success. */
export const checkmkComnet: Sender = {
  name: "Checkmk, comNET plug-in",
  request: (task) =>
    crlf(
      `GET /api.php?${checkmkQuery(task)} HTTP/1.1`,
      `Host: ${task.host}`,
      "User-Agent: python-requests/2.28.1",
      "Accept-Encoding: gzip, deflate",
      "Accept: */*",
      "Connection: keep-alive",
    ),
  accepts: is200,
};

/** `curl -X GET URL`, as the documentation shows it. */
export const curlGet: Sender = {
  name: "curl, GET",
  request: ({ user, password, to, text, host }) =>
    crlf(
      `GET /api.php?${pairs(encodeURIComponent, [
        ["text", text],
        ["to", to],
        ["username", user],
        ["password", password],
        ["mode", "number"],
      ])} HTTP/1.1`,
      `Host: ${host}`,
      "User-Agent: curl/7.88.1",
      "Accept: */*",
    ),
  accepts: ({ body }) => body === "OK",
};

/** `curl -X POST -d …`: what is given goes out as it is, raw UTF-8 included. */
export const curlPost: Sender = {
  name: "curl, POST",
  request({ user, password, to, text, host }) {
    const body = latin1(`text=${text}&to=${to}&username=${user}&password=${password}&mode=number`);
    return `${crlf(
      "POST /api.php HTTP/1.1",
      `Host: ${host}`,
      "User-Agent: curl/7.88.1",
      "Accept: */*",
      `Content-Length: ${body.length}`,
      "Content-Type: application/x-www-form-urlencoded",
    )}${body}`;
  },
  accepts: ({ body }) => body === "OK",
};

const powerShellForm = ({ user, password, to, text }: Task) =>
  pairs(plusEncoded, [
    ["username", user],
    ["password", password],
    ["to", to],
    ["text", text],
    ["mode", "number"],
  ]);

/** `Invoke-RestMethod -Method Post -Body @{…}` of PowerShell 7. An answer other than 2xx is an error there. */
export const powerShell7: Sender = {
  name: "PowerShell 7",
  request(task) {
    const body = powerShellForm(task);
    return `${crlf(
      "POST /api.php HTTP/1.1",
      `Host: ${task.host}`,
      "User-Agent: Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.19045; de-DE) PowerShell/7.4.6",
      "Accept-Encoding: gzip, deflate, br",
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length}`,
    )}${body}`;
  },
  accepts: ({ status, body }) => status >= 200 && status < 300 && body === "OK",
};

/** Windows PowerShell 5.1: the head first, then the body once `100 Continue` has come. */
export function windowsPowerShell(task: Task): { head: string; body: string } {
  const body = powerShellForm(task);
  return {
    head: crlf(
      "POST /api.php HTTP/1.1",
      "User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.19041.4648",
      "Content-Type: application/x-www-form-urlencoded",
      `Host: ${task.host}`,
      `Content-Length: ${body.length}`,
      "Expect: 100-continue",
      "Connection: Keep-Alive",
    ),
    body,
  };
}
