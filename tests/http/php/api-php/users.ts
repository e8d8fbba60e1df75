import { accepted, type Case, missing } from "./case.ts";

const unauthorized = (claim: string, query: Record<string, string>): Case => ({
  claim,
  query,
  answer: "unauthorized",
  reasons: ["wrong-credentials"],
});
const forbidden = (claim: string, query: Record<string, string>): Case => ({
  claim,
  query,
  answer: "forbidden",
  reasons: ["no-permission"],
});

/** Who asks, and in what order it is looked at. */
export const userCases: Case[] = [
  accepted("a user's name in other case", { username: "APIUSER" }),
  unauthorized("wrong password", { password: "wrong!" }),
  unauthorized("the password in other case", { password: "Secret" }),
  unauthorized("unknown user", { username: "nobody" }),
  unauthorized("disabled user", { username: "gone" }),
  forbidden("no permission", { username: "reader" }),
  missing("parameters come before the password", { text: undefined, password: "wrong!" }),
  unauthorized("the password comes before the text", { password: "wrong?", text: "4x", hexmode: "true" }),
  forbidden("the permission comes before the recipient", { username: "reader", to: "hello" }),
  forbidden("who lacks the permission is not told whether a contact is there", {
    username: "reader",
    mode: "user",
    to: "nobody",
  }),
  forbidden("who lacks the permission is not told that a regex is malformed", {
    username: "reader",
    regex: "(",
    list: "white",
  }),
];
