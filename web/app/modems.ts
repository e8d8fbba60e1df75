import { queryOptions } from "@tanstack/react-query";
import { answerOf, api } from "../api.ts";

/** The gateway's modems: every page reads them by this, so that what one has cached the next can use. */
export const modemsQuery = queryOptions({
  queryKey: ["modems"],
  queryFn: () => answerOf(api.GET("/api/v1/modems")),
});
