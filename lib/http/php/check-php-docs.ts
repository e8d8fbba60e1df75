import type { DocumentDecoration } from "elysia";

/** The lines of the page, in their order: one plug-in reads by position. */
export const CHECK_KEYS = ["que", "failed", "signal", "total", "state", "load", "time", "disk", "uptime"] as const;

/** How `/check.php` stands in the OpenAPI document. */
export const CHECK_PHP: DocumentDecoration = {
  summary: "The gateway's state, for monitoring plug-ins",
  description: "Needs no user. Can be switched off, and limited to networks.",
  tags: ["Monitoring"],
  operationId: "check",
  parameters: [
    {
      name: "option",
      in: "query",
      required: false,
      schema: { type: "string", enum: [...CHECK_KEYS] },
      description: "Only this value, without its key.",
    },
  ],
  responses: {
    200: {
      description: "One `key: value` per line, always in this order.",
      content: {
        "text/plain": {
          schema: { type: "string" },
          example:
            "que: 0\nfailed: 0\nsignal: -83 dBm\ntotal: 0\nstate: SIGNAL_OK\nload: 0.00;0.03;0.05\ntime: 1451320254\ndisk: 647569408\nuptime: 9 min, 0 users\n",
        },
      },
    },
    400: { description: "There is no such option." },
    403: { description: "Not allowed from this address." },
    404: { description: "Switched off." },
  },
};
