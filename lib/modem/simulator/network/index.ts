export { type Magic, magicOf } from "./magic.ts";
export {
  createSimulatedNetwork,
  type NetworkEvent,
  type NetworkOptions,
  type SimulatedNetwork,
} from "./network.ts";
export { subscriberKey } from "./numbers.ts";
export type {
  Acknowledgement,
  CallEnd,
  CallMode,
  CallPhase,
  Delivery,
  NetworkCall,
  NetworkLink,
  NetworkMessage,
  NetworkPart,
  NetworkSettings,
  NetworkText,
  ReportMode,
  SubmittedMessage as Submission,
  Subscriber,
  UssdReply,
} from "./types.ts";
export { standardUssd, type UssdService } from "./ussd.ts";
