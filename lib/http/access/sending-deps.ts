import type { Authenticator } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder } from "../../messages/index.ts";
import type { Submission } from "../../routing/index.ts";
import type { RequestLimits } from "../plumbing/request-limits.ts";
import type { Access } from "./access.ts";

/** What an interface that takes messages is made of. */
export interface SendingDeps {
  authenticator: Authenticator;
  access: Access;
  submission: Pick<Submission, "submit">;
  events: EventRecorder;
  log: Log;
  clock: Clock;
  limits?: Partial<RequestLimits>;
}
