import type { Case } from "./case.ts";

/** Who asks, and in what order it is looked at. */
export const userCases: Case[] = [
  { claim: "a user's name in other case", query: { username: "APIUSER" }, answer: "ok" },
  { claim: "wrong password", query: { password: "wrong!" }, answer: "unauthorized", reasons: ["wrong-credentials"] },
  {
    claim: "the password in other case",
    query: { password: "Secret" },
    answer: "unauthorized",
    reasons: ["wrong-credentials"],
  },
  { claim: "unknown user", query: { username: "nobody" }, answer: "unauthorized", reasons: ["wrong-credentials"] },
  { claim: "disabled user", query: { username: "gone" }, answer: "unauthorized", reasons: ["wrong-credentials"] },
  { claim: "no permission", query: { username: "reader" }, answer: "forbidden", reasons: ["no-permission"] },
  {
    claim: "parameters come before the password",
    query: { text: undefined, password: "wrong!" },
    answer: "missing",
    reasons: ["parameter-missing"],
  },
  {
    claim: "the password comes before the text",
    query: { password: "wrong?", text: "4x", hexmode: "true" },
    answer: "unauthorized",
    reasons: ["wrong-credentials"],
  },
  {
    claim: "the permission comes before the recipient",
    query: { username: "reader", to: "hello" },
    answer: "forbidden",
    reasons: ["no-permission"],
  },
  {
    claim: "who lacks the permission is not told whether a contact is there",
    query: { username: "reader", mode: "user", to: "nobody" },
    answer: "forbidden",
    reasons: ["no-permission"],
  },
  {
    claim: "who lacks the permission is not told that a regex is malformed",
    query: { username: "reader", regex: "(", list: "white" },
    answer: "forbidden",
    reasons: ["no-permission"],
  },
];
