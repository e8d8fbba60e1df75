import { fieldsOf, toInteger } from "./fields.ts";

/**
 * Whether the header of a message shows that the modem is in text mode (27.005 §3.4). What follows is then a text, even if
 * it looks like hexadecimal.
 *
 *     +CMGR: 0,,24   +CMGL: 3,1,,24                   PDU mode: <stat> is a number
 *     +CMGR: "REC UNREAD","+49…",,"26/11/09,18:16:40+04"
 *     +CMT: "Ann",24   +CDS: 25                       PDU mode: [<alpha>,]<length>
 *     +CMT: "+49…",,"26/11/09,18:16:40+04"   +CDS: 6,12,"+49…",145,"26/…","26/…",0
 */
export function isTextModeHeader(line: string): boolean {
  const name = /^\+(CMGR|CMGL|CMT|CDS|CBM)\s*:/i.exec(line)?.[1]?.toUpperCase();
  const fields = fieldsOf(line);
  switch (name) {
    case undefined:
      return false;
    case "CMGR":
      return isWord(fields[0]);
    case "CMGL":
      return isWord(fields[1]);
    default:
      return fields.length > 3 || isWord(fields.at(-1));
  }
}

/** Whether it shows text mode and the next line is its text; a report has none (27.005 §3.4.2, §3.4.3). */
export function announcesText(line: string): boolean {
  const isReport = /^\+CDS\s*:/i.test(line) || /"[^"]*"\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*,/.test(line);
  return isTextModeHeader(line) && !isReport;
}

function isWord(field: string | undefined): boolean {
  return field !== undefined && field !== "" && toInteger(field) === undefined;
}
