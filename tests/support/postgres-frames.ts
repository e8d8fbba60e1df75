/** PostgreSQL's protocol 3.0, as far as counting statements needs it (chapter 55.7, message formats). */

const SIMPLE_QUERY = "Q".charCodeAt(0);
const PARSE = "P".charCodeAt(0);
const START_UP = 3;

/**
 * Reads what a client sends. Each call gives the SQL of the statements (simple query, or parse) that these bytes
 * complete.
 */
export function createFrameReader(): (bytes: Uint8Array) => string[] {
  let rest = Buffer.alloc(0);
  // The first messages have no type: SSL request (and its like), then start-up.
  let isStarted = false;

  function next(): { type: number; body: Buffer } | undefined {
    const at = isStarted ? 1 : 0;
    if (rest.length < at + 4) return undefined;
    const end = at + rest.readInt32BE(at);
    if (rest.length < end) return undefined;
    const frame = { type: isStarted ? (rest[0] ?? 0) : 0, body: rest.subarray(at + 4, end) };
    rest = rest.subarray(end);
    if (!isStarted) isStarted = frame.body.readInt16BE(0) === START_UP;
    return frame;
  }

  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const statements: string[] = [];
    for (let frame = next(); frame !== undefined; frame = next()) {
      if (frame.type === SIMPLE_QUERY) statements.push(textAt(frame.body, 0));
      // The name of the prepared statement stands before its text.
      if (frame.type === PARSE) statements.push(textAt(frame.body, frame.body.indexOf(0) + 1));
    }
    return statements;
  };
}

const textAt = (body: Buffer, start: number) => body.toString("utf8", start, body.indexOf(0, start));
