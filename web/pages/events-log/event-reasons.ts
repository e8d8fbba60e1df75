/** Where the gateway's sentence about an event says why a message was not sent: what is in the words of modems and networks. */
export const REASONS: Readonly<Record<string, RegExp>> = {
  "message.failed": /^The message to (?<number>\S+) was not sent: (?<why>.+)$/s,
  "message.unknown": /^Nobody knows whether the network took the message to (?<number>\S+): (?<why>.+)$/s,
  "breaker.opened":
    /^(?<modem>.+) gets no messages for (?<pause>.+), then one trial message: it failed (?<failures>\d+) times in a row, most recently with: (?<why>.+)$/s,
};
