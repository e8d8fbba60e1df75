import type { ByUser } from "./fields.ts";
import { info, type Wordings } from "./wording.ts";

export interface ErasureEvents {
  /** A person was removed everywhere; whom, is not kept. `left` is what has to be removed by doing it again. */
  "person.erased": ByUser & { details: { erasureId: number; rows: number; left: number; isWhole: boolean } };
}

export const ERASURE_WORDINGS: Wordings<ErasureEvents> = {
  "person.erased": info(({ details: { erasureId, rows, left, isWhole } }) => {
    const rest = left === 0 ? "" : `; ${left} left to be removed by another run`;
    return `A person was erased (erasure ${erasureId}): ${rows} rows removed or masked${rest}${isWhole ? "" : "; it was cut off"}`;
  }),
};
