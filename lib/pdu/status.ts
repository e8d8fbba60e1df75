import type { StatusClass } from "./types.ts";

/**
 * The class of a TP-ST, 23.040 §9.2.3.15. Reserved values inside a group count as the group, since that much is sure;
 * those from 0x80 on are "service rejected" by the standard, thus permanent.
 */
export function statusClassOf(status: number): StatusClass {
  if (status < 0x20) return "completed";
  if (status < 0x40) return "still-trying";
  if (status < 0x60) return "permanent";
  return status < 0x80 ? "gave-up" : "permanent";
}
