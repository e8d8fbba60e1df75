/** The bytes of a request that have yet to come. */
export interface IncomingBody {
  /** Absent when the body comes in chunks. */
  readonly declaredBytes: number | undefined;
  /**
   * All of it, or `too-large` as soon as there is more. Of a body in chunks `growTo` is asked before more of it is kept: `no-room` when it
   * refuses. @throws what the connection throws when the client goes away
   */
  read(limitBytes: number, growTo: (bytes: number) => boolean): Promise<Uint8Array | "too-large" | "no-room">;
  /** Throws away what is left, up to `limitBytes`. Never rejects: who has gone needs no answer. */
  discard(limitBytes: number): Promise<"ended" | "too-much">;
}

/**
 * What is to come of a request; `undefined` without a body. Clients that put everything in the query string declare an
 * empty one, with any content type.
 */
export function createIncoming(request: Request): IncomingBody | undefined {
  const seldomHasOne = request.method === "GET" || request.method === "HEAD";
  // Costs nothing where there is none; asked before the headers, which Bun copies when they are first looked at. Bun's main
  // server hands on no body of a GET, whatever it declares.
  if (seldomHasOne && request.body === null) return undefined;
  const declared = request.headers.get("content-length");
  if (declared === "0") return undefined;
  // Elsewhere to look at `body` makes a stream of it, which costs more than all else here: only where it has to be one.
  if (declared === null && request.body === null) return undefined;
  const declaredBytes = declared === null ? undefined : Number(declared);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  function begun(): ReadableStreamDefaultReader<Uint8Array> {
    reader ??= (request.body as ReadableStream<Uint8Array>).getReader() as ReadableStreamDefaultReader<Uint8Array>;
    return reader;
  }

  async function readChunks(
    limitBytes: number,
    growTo: (bytes: number) => boolean,
  ): Promise<Uint8Array | "too-large" | "no-room"> {
    const from = begun();
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await from.read();
      if (done || value === undefined) return Buffer.concat(chunks);
      length += value.length;
      if (length > limitBytes) return "too-large";
      if (!growTo(length)) return "no-room";
      chunks.push(value);
    }
  }

  return {
    declaredBytes,
    async read(limitBytes, growTo) {
      if (declaredBytes === undefined) return readChunks(limitBytes, growTo);
      if (declaredBytes > limitBytes) return "too-large";
      const whole = await request.bytes();
      return whole.length > limitBytes ? "too-large" : whole;
    },
    async discard(limitBytes) {
      try {
        const from = begun();
        for (let length = 0; length <= limitBytes; ) {
          const { done, value } = await from.read();
          if (done || value === undefined) return "ended";
          length += value.length;
        }
      } catch {
        // Nobody is left to read an answer.
        return "ended";
      }
      return "too-much";
    },
  };
}
