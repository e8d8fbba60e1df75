import { type Static, Type } from "@sinclair/typebox";
import type { UserDirectory } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import type { AnyMessage, MessageArchive, MessagePlace, PageRequest, SearchFilter } from "../../../messages/index.ts";
import { type AddressBook, writeCsv } from "../../../routing/index.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { CSV, csvFile } from "../csv-file.ts";
import {
  createFilterReader,
  createIncomingFilterReader,
  INCOMING_FILTER,
  ORDER,
  OUTGOING_FILTER,
  type ReadFilter,
} from "./filter.ts";
import { type IncomingMessage, showIncoming } from "./incoming-model.ts";
import { createMessageView, type Message, type ViewDeps } from "./model.ts";

/** 200 messages are read at a time: a few milliseconds, between which others have their turn. */
const STEP = 200;

const OUTGOING_COLUMNS = [
  ...(["id", "createdAt", "to", "text", "state", "channel", "modem", "user", "source", "reference"] as const),
  ...(["sendAt", "sentAt", "settledAt", "attempts", "error"] as const),
] as const;
const INCOMING_COLUMNS = ["id", "receivedAt", "from", "text", "channel", "modem", "sentAt", "read", "note"] as const;

const AS_FILE = "It is read in steps, so what changes meanwhile is in it as it was or as it is.";

const EXPORT_OUTGOING = operation({
  method: "GET",
  path: "/api/v1/messages/export",
  operationId: "exportMessages",
  tag: "Messages",
  summary: "Outgoing messages as a CSV file",
  description: `All that the filter finds: your own; those of others as well with *Sent messages* (\`sent-messages\`). ${AS_FILE}`,
  query: Type.Object({ ...OUTGOING_FILTER, ...ORDER }),
  answer: Type.String(),
  answerType: CSV,
  example: `${OUTGOING_COLUMNS.join(";")}\r\n`,
  failures: [422],
});

const EXPORT_INCOMING = operation({
  method: "GET",
  path: "/api/v1/incoming/export",
  operationId: "exportIncomingMessages",
  tag: "Incoming messages",
  permissions: ["incoming-messages"],
  summary: "Incoming messages as a CSV file",
  description: `All that the filter finds. ${AS_FILE}`,
  query: Type.Object({ ...INCOMING_FILTER, ...ORDER }),
  answer: Type.String(),
  answerType: CSV,
  example: `${INCOMING_COLUMNS.join(";")}\r\n`,
  failures: [422],
});

interface ExportDeps extends ViewDeps {
  archive: Pick<MessageArchive, "page">;
  users: UserDirectory;
  book: Pick<AddressBook, "store">;
  country: string;
}

type Rows = (messages: readonly AnyMessage[]) => Promise<string[][]>;

/** Messages as files. */
export const MESSAGE_FILES = {
  operations: [EXPORT_OUTGOING, EXPORT_INCOMING],
  routes(deps: ExportDeps): Route[] {
    const view = createMessageView(deps);
    const readOutgoing = createFilterReader(deps);
    const readIncoming = createIncomingFilterReader(deps);

    const outgoingRows: Rows = (messages) =>
      Promise.all(
        messages.flatMap((each) => (each.direction === "outgoing" ? [view.show(each.message).then(outgoingRow)] : [])),
      );
    const incomingRows: Rows = async (messages) =>
      messages.flatMap((each) => (each.direction === "incoming" ? [incomingRow(showIncoming(each.message))] : []));

    /** @param read  which messages */
    function answer(
      read: ReadFilter,
      {
        query,
        head,
        rows,
        name,
      }: { query: { order?: PageRequest["order"] }; head: readonly string[]; rows: Rows; name: string },
    ) {
      if (!read.ok) return read.problem;
      const order = query.order ?? "newest";
      return csvFile(pieces(deps.archive, { filter: read.value, order, head, rows }), name);
    }

    return [
      route(EXPORT_OUTGOING, async ({ query, user }) =>
        answer(await readOutgoing(query, user), {
          query,
          head: OUTGOING_COLUMNS,
          rows: outgoingRows,
          name: "messages.csv",
        }),
      ),
      route(EXPORT_INCOMING, async ({ query, user }) =>
        answer(await readIncoming(query, user), {
          query,
          head: INCOMING_COLUMNS,
          rows: incomingRows,
          name: "incoming.csv",
        }),
      ),
    ];
  },
} as const;

/** The head, then step by step what the filter finds. @throws what the archive throws */
async function* pieces(
  archive: Pick<MessageArchive, "page">,
  asked: { filter: SearchFilter | undefined; order: PageRequest["order"]; head: readonly string[]; rows: Rows },
): AsyncIterableIterator<string> {
  const { filter, order, head, rows } = asked;
  yield writeCsv([head]);
  if (filter === undefined) return;
  let after: MessagePlace | undefined;
  do {
    const page = await archive.page(filter, { limit: STEP, order, ...defined({ after }) });
    const written = await rows(page.messages);
    if (written.length > 0) yield writeCsv(written);
    after = page.next;
  } while (after !== undefined);
}

const outgoingRow = ({ user, ...message }: Static<typeof Message>): string[] =>
  OUTGOING_COLUMNS.map((column) => cell(column === "user" ? (user?.name ?? user?.id) : message[column]));

const incomingRow = (message: Static<typeof IncomingMessage>): string[] =>
  INCOMING_COLUMNS.map((column) => cell(message[column]));

const cell = (value: string | number | boolean | undefined): string => (value === undefined ? "" : String(value));
