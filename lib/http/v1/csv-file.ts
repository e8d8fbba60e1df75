export const CSV = "text/csv";

/** A CSV file as it is answered. A piece is read when the client has taken the one before; a client that goes away ends it. */
export function csvFile(pieces: AsyncIterableIterator<string>, name: string): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": `${CSV}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
