/** A port whose far side sends everything back. */
export interface EchoedPort {
  port: SerialPort;
  /** What a test can do to the far side; a loop-back plug can do nothing. */
  far?: {
    /** From now on it neither reads nor sends. */
    stall(): Promise<void>;
    /** It disappears, as a stick that is pulled out. */
    hangUp(): Promise<void> | void;
    /** It is there again, after `hangUp`, and echoes. */
    comeBack(): Promise<void> | void;
    /** Resolves when it has noticed that the port was closed. */
    settled?(): Promise<void>;
  };
  dispose(): Promise<void> | void;
}

/** Gives a port, open unless told otherwise, that is disposed of after the test. */
export type Start = (open?: boolean) => Promise<EchoedPort>;

export const OPTIONS = { baudRate: 921_600, bufferSize: 4096 };
