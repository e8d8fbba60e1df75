/** Serial ports in the shape of the W3C Web Serial API. */
export { createPort, getPorts } from "./address.ts";
export { sendDatagram } from "./datagram.ts";
export { type FileLock, lockFile } from "./file-lock.ts";
export { type ListedPort, listPorts, type SystemPlaces, type UsbIdentity } from "./listing.ts";
export { createPortPair, type PortEnd } from "./pair.ts";
export { createPty, type Pty } from "./pty.ts";
export { createTcpPort } from "./tcp.ts";
export { type TraceRecord, type TraceSink, tracePort } from "./trace.ts";
export { createTraceFile, formatTraceLine, parseTraceLine, readTraceFile } from "./trace-file.ts";
export { createTtyPort } from "./tty.ts";
