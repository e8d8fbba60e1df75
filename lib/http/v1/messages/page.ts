import { defined } from "../../../defined.ts";
import type { MessageArchive, MessagePlace, PageRequest } from "../../../messages/index.ts";
import { ok, type Result } from "../../../result.ts";
import type { Failure } from "../../operations/failures.ts";
import { type Cursor, limitOf } from "../cursor.ts";
import type { ReadFilter } from "./filter.ts";

type Page = Awaited<ReturnType<MessageArchive["page"]>>;

/** The page that is asked for, of one list of messages; none where nothing can match. @throws what the archive throws */
export async function readPage(
  archive: Pick<MessageArchive, "page">,
  asked: {
    query: { limit?: number; after?: string; order?: PageRequest["order"] };
    cursor: Cursor<MessagePlace>;
    filter: () => Promise<ReadFilter>;
  },
): Promise<Result<Page, Failure>> {
  const { query, cursor } = asked;
  const after = cursor.read(query.after);
  if (!after.ok) return after;
  const filter = await asked.filter();
  if (!filter.ok) return filter;
  if (filter.value === undefined) return ok({ messages: [] });
  const page = { limit: limitOf(query), order: query.order ?? "newest", ...defined({ after: after.value }) };
  return ok(await archive.page(filter.value, page));
}
