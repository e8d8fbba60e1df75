/** 1,472 bytes fit into one Ethernet frame: whoever names a false sender makes no more than that of a packet. */
const MOST_BYTES = 1_472;
/** 64 values fill {@link MOST_BYTES}. */
const MOST_VALUES = 64;
/** Tag of a GetBulkRequest, and numbers of `tooBig` and `authorizationError` (RFC 3416 §3). */
const GET_BULK = 0xa5;
const TOO_BIG = 1;
const AUTHORIZATION_ERROR = 16;
/** What looks up the values that a request names. */
const LOOK_UPS = ["getRequest", "getNextRequest", "getBulkRequest", "setRequest"] as const;

interface Varbind {
  oid: string;
}
interface RequestPdu {
  type: number;
  nonRepeaters: number;
  maxRepetitions: number;
  varbinds: Varbind[];
  getResponsePduForRequest(): AnswerPdu;
}
interface AnswerPdu {
  errorStatus?: number;
  errorIndex?: number;
  varbinds: unknown[];
}
interface Message {
  pdu: RequestPdu;
  /** Of v3: the reader who has signed it; one without a name has not. */
  user?: { name: string };
  createResponseForRequest(answer: AnswerPdu): { toBuffer(): Buffer };
}

type LookUp = (socket: unknown, message: Message, from: unknown) => void;

/** What is replaced in an agent of the package. */
interface AgentAnswers extends Record<(typeof LOOK_UPS)[number], LookUp> {
  /** Adds what follows `oid`, and returns its node; null at the end of all. */
  addGetNextVarbind(varbinds: Varbind[], oid: string): { oid: string } | null;
  request: LookUp;
  sendResponse(socket: unknown, from: unknown, message: Message, answer: AnswerPdu): void;
}

/** Bounds what an agent answers. The package repeats as often as a request says, past the end of everything, before it looks who asks. */
export function boundAnswers(agent: AgentAnswers): void {
  const send = agent.sendResponse.bind(agent);
  agent.getBulkRequest = (socket, message, from) => {
    message.pdu.varbinds = repeated(agent, message.pdu);
    agent.request(socket, message, from);
  };
  agent.sendResponse = (socket, from, message, answer) => {
    const isTooBig = () => message.createResponseForRequest(answer).toBuffer().byteLength > MOST_BYTES;
    while (isTooBig()) {
      if (message.pdu.type === GET_BULK) {
        // RFC 3416 §4.2.3: as many as fit.
        answer.varbinds.length = Math.floor(answer.varbinds.length * 0.75);
      } else {
        // RFC 3416 §4.2.1: the manager asks for fewer.
        Object.assign(answer, { errorStatus: TOO_BIG, errorIndex: 0, varbinds: [] });
        break;
      }
    }
    send(socket, from, message, answer);
  };
  for (const each of LOOK_UPS) {
    const lookUp = agent[each].bind(agent);
    agent[each] = (socket, message, from) =>
      message.user?.name === "" ? refuse(agent, socket, { message, from }) : lookUp(socket, message, from);
  }
}

/** Nothing is looked up for strangers, and whoever names a false sender has nothing repeated to that one. */
function refuse(agent: AgentAnswers, socket: unknown, { message, from }: { message: Message; from: unknown }): void {
  const answer = message.pdu.getResponsePduForRequest();
  agent.sendResponse(
    socket,
    from,
    message,
    Object.assign(answer, { errorStatus: AUTHORIZATION_ERROR, errorIndex: 0, varbinds: [] }),
  );
}

/** What a GetBulkRequest asks for (RFC 3416 §4.2.3), as far as it is given. */
function repeated(agent: AgentAnswers, { nonRepeaters, maxRepetitions, varbinds }: RequestPdu): Varbind[] {
  const found: Varbind[] = [];
  const once = Math.min(Math.max(0, nonRepeaters), varbinds.length);
  for (const { oid } of varbinds.slice(0, Math.min(once, MOST_VALUES))) agent.addGetNextVarbind(found, oid);
  const places = varbinds.slice(once).map(({ oid }) => ({ oid, isAtEnd: false }));
  for (let time = 0; time < maxRepetitions; time++) {
    for (const place of places) {
      if (found.length >= MOST_VALUES) return found;
      const next = agent.addGetNextVarbind(found, place.oid);
      place.isAtEnd = next === null;
      place.oid = next?.oid ?? place.oid;
    }
    if (places.every(({ isAtEnd }) => isAtEnd)) return found;
  }
  return found;
}
