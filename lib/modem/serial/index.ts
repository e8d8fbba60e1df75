/** Serial ports in the shape of the W3C Web Serial API. */
export { createPortPair, type PortEnd } from "./pair.ts";
export { createPty, type Pty } from "./pty.ts";
export { createTtyPort } from "./tty.ts";
