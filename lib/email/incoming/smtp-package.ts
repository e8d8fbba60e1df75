import type { Server } from "node:net";
import type { SMTPServer, SMTPServerDataStream } from "smtp-server";
import type { Result } from "../../result.ts";
import { takeLocalPart } from "./quoted-path.ts";
import type { MailRefusal } from "./sentences.ts";

/** One connection of a client. */
export interface SmtpClient {
  /** Different for each connection. */
  id: string;
  address: string;
  /** By TLS, now. */
  readonly isSecure: boolean;
}

/** A mail as it arrives. */
export interface SmtpData {
  /** Calls `take` with each piece, in order. `false`: the client went away before the end. Never rejects. */
  readTo(take: (chunk: Buffer) => void): Promise<boolean>;
}

/** What answers one connection. No promise here rejects. */
export interface SmtpConversation {
  signIn(name: string, password: string): Promise<Result<true, MailRefusal>>;
  /** @param from  empty for the null sender */
  mailFrom(from: string): Promise<MailRefusal | undefined>;
  rcptTo(to: string): Promise<MailRefusal | undefined>;
  /** Gives what is said with 250. */
  data(mail: SmtpData): Promise<Result<string, MailRefusal>>;
  closed(): void;
}

/** A server that listens. */
interface SmtpListener {
  port: number;
  /** Tells the client why, and closes its connection. */
  end(client: SmtpClient, why: MailRefusal): void;
  /** Takes no more connections; those that are open end within the time. Never rejects. */
  close(limitMs: number): Promise<void>;
}

/** 60 s without a byte: programs that have something to say say it. */
const SILENCE_MS = 60_000;
const ASCII = /[^\x20-\x7e]/g;

/**
 * Listens with the package smtp-server, which is loaded now. DNS is not asked about clients.
 *
 * @param options.tls  with it, STARTTLS and AUTH are offered, AUTH by TLS alone
 * @param options.name  what it calls itself
 * @param options.connected  called for each connection; a refusal ends it
 * @throws Error with the code of the system, when the port cannot be listened on
 */
export async function listenForMail(options: {
  host: string;
  port: number;
  name: string;
  sizeBytes: number;
  tls?: { certificate: string; key: string };
  connected(client: SmtpClient): Result<SmtpConversation, MailRefusal>;
  /** Something failed that belongs to no conversation: a handshake, a socket. */
  failed(error: Error): void;
}): Promise<SmtpListener> {
  const { SMTPServer } = await import("smtp-server");
  const conversations = new Map<string, SmtpConversation>();
  const of = (id: string): SmtpConversation => conversations.get(id) ?? GONE;

  const server = new SMTPServer({
    ...(options.tls === undefined
      ? { disabledCommands: ["STARTTLS", "AUTH"], hideSTARTTLS: true }
      : { cert: options.tls.certificate, key: options.tls.key }),
    name: options.name,
    banner: "Aldis",
    size: options.sizeBytes,
    authOptional: true,
    authMethods: ["PLAIN", "LOGIN"],
    disableReverseLookup: true,
    logger: false,
    socketTimeout: SILENCE_MS,
    maxCommandLength: 4_096,
    onConnect(session, answer) {
      const client: SmtpClient = {
        id: session.id,
        address: session.remoteAddress,
        get isSecure() {
          return session.secure;
        },
      };
      const conversation = options.connected(client);
      if (!conversation.ok) return answer(errorOf(conversation.problem));
      conversations.set(session.id, conversation.value);
      return answer();
    },
    onClose(session) {
      conversations.get(session.id)?.closed();
      conversations.delete(session.id);
    },
    onAuth({ username = "", password }, session, answer) {
      of(session.id)
        .signIn(username, password ?? "")
        .then((result) => (result.ok ? answer(null, { user: username }) : answer(errorOf(result.problem))), answer);
    },
    onMailFrom({ address }, session, answer) {
      of(session.id)
        .mailFrom(address)
        .then((refusal) => answer(refusal && errorOf(refusal)), answer);
    },
    onRcptTo({ address }, session, answer) {
      of(session.id)
        .rcptTo(address)
        .then((refusal) => answer(refusal && errorOf(refusal)), answer);
    },
    onData(stream, session, answer) {
      of(session.id)
        .data({ readTo: (take) => readAll(stream, take) })
        .then((result) => (result.ok ? answer(null, result.value) : answer(errorOf(result.problem))), answer);
    },
  });
  readQuotedPaths(server);
  const port = await listening(server, options);
  // Socket and handshake errors arrive here too; the server keeps running.
  server.on("error", options.failed);

  return {
    port,
    end({ id }, { code, sentence }) {
      for (const connection of server.connections) {
        if (connection.id !== id) continue;
        connection.send(code, sentence);
        connection.close();
      }
    },
    close(limitMs) {
      server.options.closeTimeout = Math.max(1, limitMs);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** After the end of a connection nothing is asked any more that could matter. */
const GONE_REFUSAL: MailRefusal = { code: 421, sentence: "The connection has ended" };
const GONE: SmtpConversation = {
  signIn: async () => ({ ok: false, problem: GONE_REFUSAL }),
  mailFrom: async () => GONE_REFUSAL,
  rcptTo: async () => GONE_REFUSAL,
  data: async () => ({ ok: false, problem: GONE_REFUSAL }),
  closed: () => undefined,
};

/** The package takes a blank for the end of a path, whether it is quoted or not; each connection gets a reader that does not. */
function readQuotedPaths(server: SMTPServer): void {
  const connect = server.connect.bind(server);
  server.connect = (socket, socketOptions) => {
    connect(socket, socketOptions);
    for (const connection of server.connections) {
      if (connection._socket !== socket) continue;
      const parse = connection._parseAddressCommand.bind(connection);
      connection._parseAddressCommand = (name, command) => {
        const taken = takeLocalPart(String(command ?? ""));
        if (taken === undefined) return parse(name, command);
        const parsed = parse(name, taken.command);
        if (!parsed) return parsed;
        return { ...parsed, address: `${taken.localPart}${parsed.address.slice(parsed.address.lastIndexOf("@"))}` };
      };
    }
  };
}

/** Gives the port. */
async function listening(server: SMTPServer, { host, port }: { host: string; port: number }): Promise<number> {
  const started = Promise.withResolvers<void>();
  server.once("error", started.reject);
  const socket: Server = server.listen(port, host, () => started.resolve());
  await started.promise;
  server.removeListener("error", started.reject);
  const address = socket.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

async function readAll(stream: SMTPServerDataStream, take: (chunk: Buffer) => void): Promise<boolean> {
  const ended = Promise.withResolvers<boolean>();
  stream.on("data", take);
  stream.once("end", () => ended.resolve(true));
  stream.once("error", () => ended.resolve(false));
  stream.once("close", () => ended.resolve(false));
  return ended.promise;
}

function errorOf({ code, sentence }: MailRefusal): Error {
  return Object.assign(new Error(sentence.replace(ASCII, "?")), { responseCode: code });
}
