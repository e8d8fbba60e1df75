import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../../api.ts";

export type Rule = Schemas["Rule"];
export type Outcome = Schemas["RuleOutcome"];

export const RULES_KEY = ["rules"] as const;

export const rulesQuery = queryOptions({
  queryKey: [...RULES_KEY, "list"],
  queryFn: async () => (await answerOf(api.GET("/api/v1/rules"))).items,
});

export const ruleQuery = (id: number) =>
  queryOptions({
    queryKey: [...RULES_KEY, id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/rules/{id}", { params: { path: { id } } })),
    // What is edited is not replaced while one looks elsewhere; an older state is refused when it is saved.
    refetchOnWindowFocus: false,
  });
