import { defined } from "../../../defined.ts";
import { fromHex, isLanguage, PduError, toHex } from "../../../pdu/index.ts";
import { SimulatorError } from "../error.ts";
import { FAULT_KINDS, type FaultDefinition, type FaultOption, type FaultRequest } from "../faults/index.ts";
import type { SimulatedModem } from "../modem.ts";
import type { NetworkCall, NetworkMessage, NetworkText } from "../network/index.ts";
import { changeHandset, listHandsets, showHandset } from "./handsets.ts";
import { ControlError, type Fields, numberBetween, objectOf, readFields, textOf } from "./request.ts";
import { changeState, STATE_FIELDS, viewState } from "./state-view.ts";

type Modems = ReadonlyMap<string, SimulatedModem>;
type Route = (
  modem: SimulatedModem,
  request: Request,
  query: URLSearchParams,
  modems: Modems,
) => Response | Promise<Response>;

const isoTime = (ms: number) => new Date(ms).toISOString();

const describeMessage = ({ receivedAt, class: messageClass, ...message }: NetworkMessage) => ({
  ...message,
  class: messageClass ?? null,
  receivedAt: isoTime(receivedAt),
});

const describeCall = ({ startedAt, answeredAt, endedAt, ...call }: NetworkCall) => ({
  ...call,
  startedAt: isoTime(startedAt),
  ...(answeredAt === undefined ? {} : { answeredAt: isoTime(answeredAt) }),
  ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
});

/** `?after=ID`: only what is newer. */
function newer<Item extends { id: number }>(items: Item[], query: URLSearchParams): Item[] {
  const after = Number(query.get("after") ?? 0);
  return Number.isNaN(after) ? items : items.filter(({ id }) => id > after);
}

async function receiveText(modem: SimulatedModem, request: Request): Promise<Response> {
  const fields = await readFields(request, ["from", "text", "class", "languages", "pdu"]);
  if (fields.pdu !== undefined) return receivePdu(modem, textOf(fields, "pdu"));
  const text: NetworkText = { from: textOf(fields, "from"), to: modem.number, text: textOf(fields, "text") };
  if (fields.class !== undefined) text.class = numberBetween(fields.class, "class", [0, 3]) as 0 | 1 | 2 | 3;
  if (fields.languages !== undefined) {
    const { languages } = fields;
    if (!Array.isArray(languages) || !languages.every((one) => typeof one === "string" && isLanguage(one))) {
      throw new ControlError("invalid", "languages must be a list of two-letter codes, e.g. tr, hi");
    }
    text.languages = languages;
  }
  return Response.json({ parts: modem.network.send(text).parts }, { status: 202 });
}

/** A PDU as it is, right or wrong; its TP-MTI says whether it is a delivery report (23.040 §9.2.3.1). */
function receivePdu(modem: SimulatedModem, pdu: string): Response {
  const octets = fromHex(pdu);
  const serviceCentreOctets = 1 + (octets[0] ?? 0);
  const isReport = ((octets[serviceCentreOctets] ?? 0) & 3) === 2;
  const encoded = { pdu: toHex(octets), length: Math.max(0, octets.length - serviceCentreOctets) };
  modem.network.sendPdu(modem.number, encoded, isReport ? "status-report" : "deliver");
  return Response.json({ parts: 1 }, { status: 202 });
}

function faultRequest(fields: Fields): FaultRequest {
  const request: FaultRequest = {};
  if (fields.times !== undefined) request.times = numberBetween(fields.times, "times", [1, 1e9]);
  if (fields.probability !== undefined) request.probability = numberBetween(fields.probability, "probability", [0, 1]);
  if (fields.options !== undefined) request.options = { ...objectOf(fields.options, "options") };
  return request;
}

const usualOptions = (options: Readonly<Record<string, FaultOption>>) =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default ?? 0]));

/** `at`: where it strikes unless told otherwise; `kept`: it is listed, and undone, until it is removed. */
const describeFaults = () =>
  Object.entries(FAULT_KINDS).flatMap(([kind, faults]) =>
    Object.entries<FaultDefinition>(faults).map(([name, { about, options = {}, point, undo }]) => ({
      ...{ name, kind, about, options, at: point(usualOptions(options)), kept: undo !== undefined },
    })),
  );

/** One fault by its ID, or all. */
function clearFaults(modem: SimulatedModem, query: URLSearchParams): Response {
  const id = query.get("id");
  const isDone = modem.clearFaults(id === null ? undefined : Number(id));
  if (id !== null && !isDone) throw new ControlError("not-found", `no fault ${id} is set`);
  return new Response(null, { status: 204 });
}

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  "/messages": {
    GET: ({ network }, _request, query) => Response.json(newer(network.messages(), query).map(describeMessage)),
    POST: receiveText,
  },
  "/parts": {
    GET: ({ network }, _request, query) =>
      Response.json(
        newer(network.parts(), query).map(({ id, from, to, reference, pdu, submit, takenAt }) => ({
          id,
          from,
          to,
          reference,
          pdu,
          takenAt: isoTime(takenAt),
          ...defined({ remarks: submit.remarks }),
        })),
      ),
  },
  "/odd-pdus": {
    GET: ({ network }, _request, query) =>
      Response.json(newer(network.oddPdus(), query).map(({ at, ...odd }) => ({ ...odd, at: isoTime(at) }))),
  },
  "/calls": {
    GET: ({ network }) => Response.json(network.calls().map(describeCall)),
    async POST(modem, request) {
      const fields = await readFields(request, ["from"]);
      return Response.json(describeCall(modem.network.call(textOf(fields, "from"), modem.number)), { status: 201 });
    },
  },
  "/state": {
    GET: (modem) => Response.json(viewState(modem)),
    async PATCH(modem, request) {
      changeState(modem, await readFields(request, STATE_FIELDS));
      return Response.json(viewState(modem));
    },
  },
  "/faults": {
    GET: (modem) => Response.json({ active: modem.faults(), available: describeFaults() }),
    async POST(modem, request) {
      const fields = await readFields(request, ["name", "times", "probability", "options"]);
      modem.fault(textOf(fields, "name"), faultRequest(fields));
      return Response.json({ active: modem.faults() }, { status: 201 });
    },
    DELETE: (modem, _request, query) => clearFaults(modem, query),
  },
  "/handsets": { GET: listHandsets },
  "/handset": { GET: showHandset, PATCH: changeHandset },
  "/modems": {
    GET: (_modem, _request, _query, modems) =>
      Response.json([...modems].map(([name, { number, profile }]) => ({ name, number, profile: profile.name }))),
  },
  "/wire": {
    GET: (modem) =>
      new Response(
        modem
          .wire()
          .map(({ at, direction, text }) => `${JSON.stringify({ at: isoTime(at), direction, text })}\n`)
          .join(""),
        { headers: { "content-type": "application/x-ndjson" } },
      ),
  },
};

const STATUS = { invalid: 400, "not-found": 404, method: 405 } as const;

function refuse(kind: ControlError["kind"], message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { kind, message } }, { status: STATUS[kind], headers });
}

/**
 * The control API of simulated modems, as a function from request to response: for a listener of its own, or below a
 * prefix that the caller strips from the path.
 *
 * Every path takes `?modem=NAME`; without it, the first modem is used. Bad input is answered with 400 with
 * `{"error": {"kind", "message"}}`.
 *
 * @param modems  by name; looked at with each request
 */
export function createSimulatorControl(modems: Modems): (request: Request) => Promise<Response> {
  function find(query: URLSearchParams): SimulatedModem {
    const name = query.get("modem");
    const modem = name === null ? modems.values().next().value : modems.get(name);
    if (modem) return modem;
    throw new ControlError(
      "not-found",
      `no simulated modem ${name ?? ""}; there are: ${[...modems.keys()].join(", ")}`,
    );
  }

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const methods = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
    if (!methods) return refuse("not-found", `nothing at ${pathname}; there are: ${Object.keys(ROUTES).join(", ")}`);
    const route = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (!route) {
      const allow = Object.keys(methods).join(", ");
      return refuse("method", `${pathname} takes ${allow}, not ${request.method}`, { allow });
    }
    try {
      return await route(find(searchParams), request, searchParams, modems);
    } catch (error) {
      if (error instanceof ControlError) return refuse(error.kind, error.message);
      if (error instanceof SimulatorError || error instanceof PduError) return refuse("invalid", error.message);
      throw error;
    }
  };
}
