import type { Permission } from "../../../lib/auth/index.ts";
import type { TestGateway } from "../../support/gateway.ts";

/** What a route of `/api/v1` needs, and how it is called well. Each row is a decision. */
export interface Right {
  /** Besides that of the door. */
  needs: readonly Permission[];
  /** Nobody has to sign in. */
  open?: true;
  /** Parameters of its path, for things that are there. */
  path?: (gateway: TestGateway) => Promise<Record<string, string>>;
  query?: string;
  /** The document's example by default. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Every route of `/api/v1` that an operation describes, by method and path. */
export const RIGHTS: Readonly<Record<string, Right>> = {
  "GET /api/v1/me": { needs: [] },
};
