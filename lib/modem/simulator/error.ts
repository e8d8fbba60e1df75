export type SimulatorErrorKind =
  /** No profile, fault, memory … of that name. */
  | "unknown-name"
  /** A value outside its range. */
  | "invalid-value"
  /** The subscriber's number is taken, or nobody has it. */
  | "number"
  /** A program deviated from the replayed trace. */
  | "deviation";

/** A mistake of the simulator's callers; what a modem refuses is an AT answer instead. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  readonly kind: SimulatorErrorKind;

  constructor(kind: SimulatorErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
