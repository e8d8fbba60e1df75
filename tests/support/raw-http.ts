/** Sends bytes over TCP, one character a byte, and gives the whole answer when the server has sent it. */
export async function sendRaw(port: number, request: string): Promise<{ status: number; head: string; body: string }> {
  const answer = Promise.withResolvers<string>();
  let received = "";
  const isWhole = () => {
    const end = received.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    return end !== -1 && received.length >= end + 4 + length;
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, bytes) {
        received += bytes.toString("latin1");
        if (isWhole()) answer.resolve(received);
      },
      close: () => answer.resolve(received),
      error: (_, error) => answer.reject(error),
    },
  });
  socket.write(Uint8Array.from(request, (character) => character.charCodeAt(0)));
  const text = await answer.promise;
  socket.end();
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body };
}
