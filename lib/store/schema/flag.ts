/** A truth value. */
export type Flag = 0 | 1;
