import { encodeDeliverText, encodeStatusReport } from "../../lib/pdu/index.ts";

/** What a modem may flood with. */
export const FLOODS = [
  "cmti",
  "cmt",
  "cds",
  "cmgl",
  "creg",
  "ring",
  "cusd",
  "pin",
  "full",
  "text-mode",
  "unknown",
  "garbage",
  "endless",
] as const;
export type FloodKind = (typeof FLOODS)[number];

export function isFloodKind(name: string): name is FloodKind {
  return (FLOODS as readonly string[]).includes(name);
}

/** At least so many octets of a flood, one character each; it may be said again and again. */
export function floodOf(kind: FloodKind, octets: number): string {
  const pieces: string[] = [];
  for (let at = 0, size = 0; size < octets; at++) {
    const piece = pieceOf(kind, at);
    pieces.push(piece);
    size += piece.length;
  }
  return pieces.join("");
}

function pieceOf(kind: FloodKind, at: number): string {
  const line = (text: string) => `\r\n${text}\r\n`;
  switch (kind) {
    case "cmti":
      return line(`+CMTI: "SM",${at % 100_000}`);
    case "cmt":
      return line(`+CMT: ,30\r\n${message(at)}`);
    case "cds":
      return line(`+CDS: 25\r\n${report(at)}`);
    case "cmgl":
      return line(`+CMGL: ${at % 100_000},0,,30\r\n${message(at)}`);
    case "creg":
      return line(at % 2 === 0 ? "+CREG: 2" : '+CREG: 1,"00C3","0000A1B2",7');
    case "ring":
      return at % 2 === 0 ? line(`RING`) + line(`+CLIP: "+4917${at % 1_000_000}",145`) : line("NO CARRIER");
    case "cusd":
      return line(`+CUSD: 0,"line ${at}`);
    case "pin":
      return line(at % 2 === 0 ? "+CPIN: SIM PIN" : "+CPIN: READY");
    case "full":
      return line('^SMMEMFULL: "SM"');
    case "text-mode":
      return line('+CMT: "+491700000009",,"26/11/09,18:16:40+04"\r\n123456');
    case "unknown":
      return line(`+WHAT: ${at}`);
    case "garbage":
      return String.fromCharCode(14 + ((at * 7_919) % 240));
    case "endless":
      return "+CREG: 1,".padEnd(64, `${at}`);
    default:
      return kind satisfies never;
  }
}

const time = "2026-11-09T18:16:40+01:00";
const messages = Array.from(
  { length: 256 },
  (_, at) => encodeDeliverText({ from: `+4917000${10_000 + at}`, text: `flood ${at}`, timestamp: time })[0]?.pdu ?? "",
);
const message = (at: number) => messages[at % messages.length] ?? "";
const report = (at: number) =>
  encodeStatusReport({ to: "+491700000009", reference: at % 256, timestamp: time, dischargedAt: time, status: 0 }).pdu;
