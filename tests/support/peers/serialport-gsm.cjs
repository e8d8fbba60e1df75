/** Drives serialport-gsm on the terminal of its first argument, by lines of JSON. */
const { createInterface } = require("node:readline");
const { Modem } = require("serialport-gsm");

const say = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
const modem = Modem();

modem.on("open", () => {
  modem.initializeModem((_initialised, error) => {
    if (error) return say("failed", { message: String(error.message ?? error) });
    modem.setModemMode(() => {
      modem.getModemSerial((serial) => say("identity", { text: JSON.stringify(serial) }));
      say("ready");
    }, "PDU");
  });
});
modem.on("error", (error) => say("failed", { message: String(error.message ?? error) }));
modem.on("onNewMessage", (messages) => {
  for (const { message } of [messages].flat()) say("message", { text: message });
});

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, to, text } = JSON.parse(line);
  // With two parameters it is called once, about the last part.
  modem.sendSMS(to, text, false, (result, error) => {
    if (error !== undefined) say("sent", { id, error: String(error?.message ?? error) });
    else if (result.status !== "success") say("sent", { id, error: String(result.data?.response ?? result.error) });
    else say("sent", { id });
  });
});

modem.open(process.argv[2], {
  baudRate: 115_200,
  autoDeleteOnReceive: true,
  enableConcatenation: true,
  incomingSMSIndication: true,
  cnmiCommand: process.argv[3],
});
