export type { Found } from "./found.ts";
export { isWantedTable, otherTables, readGammu, schemaProblem } from "./gammu/index.ts";
export { kalkunProblem, readKalkun, readPhoneBook } from "./kalkun.ts";
export { type Dump, readMysqlDump } from "./mysql-dump.ts";
export { type HistoryReport, importHistory } from "./run.ts";
export { readSpool } from "./smstools/index.ts";
