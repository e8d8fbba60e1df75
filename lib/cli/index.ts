import type { CreateApp } from "../gateway/index.ts";
import type { DeviceSystem } from "../modem/index.ts";
import { alarmCommands } from "./alarm.ts";
import { backupCommand, restoreCommand } from "./backup.ts";
import { checkCommands } from "./check.ts";
import type { Command } from "./command.ts";
import { configTransferCommands } from "./config-transfer.ts";
import { contactCommands } from "./contact.ts";
import { conversationCommands } from "./conversation.ts";
import { doctorCommand } from "./doctor.ts";
import { emailCommands } from "./email.ts";
import { eraseCommands } from "./erase.ts";
import { eventCommands } from "./event.ts";
import { groupCommands } from "./group.ts";
import { healthCommand } from "./health.ts";
import { importCommands } from "./import.ts";
import { inboxCommands } from "./inbox.ts";
import type { CommandIo } from "./io.ts";
import { jobCommands } from "./job.ts";
import { messageCommands } from "./message.ts";
import { migrateCommand } from "./migrate.ts";
import { modemCommands } from "./modem.ts";
import { nodeCommands } from "./node.ts";
import { optOutCommands } from "./opt-out.ts";
import { pduCommands } from "./pdu.ts";
import { policyCommands } from "./policy.ts";
import { retentionCommands } from "./retention.ts";
import { ruleCommands } from "./rule.ts";
import { runCommand } from "./run.ts";
import { secretKeyCommands } from "./secret-key.ts";
import { serveCommand } from "./serve.ts";
import { settingCommands } from "./setting.ts";
import { setupLinkCommand } from "./setup-link.ts";
import { simulatorCommand } from "./simulator-command.ts";
import { statisticsCommands } from "./statistics.ts";
import { supportInfoCommand } from "./support-info.ts";
import { telegramCommands } from "./telegram.ts";
import { templateCommands } from "./template.ts";
import { textKeyCommands } from "./text-key.ts";
import { tokenCommands } from "./token.ts";
import { userCommands } from "./user.ts";
import { webhookCommands } from "./webhook.ts";

export type { AppParts } from "../gateway/index.ts";
export type { CommandDescription } from "./command.ts";
export { usage } from "./help.ts";
export type { CommandIo } from "./io.ts";
export { runAsProcess } from "./process.ts";

interface Parts {
  createApp: CreateApp;
  /** Where the gateway looks for serial devices; this machine when left out. */
  devices?: DeviceSystem;
}

/** The whole command line; gives the function that runs one and resolves with its exit status. */
export function createCommandLine(parts: Parts): (args: readonly string[], io: CommandIo) => Promise<number> {
  const commands = everyCommand(parts);
  return (args, io) => runCommand(commands, args, io);
}

/** Every command, in the order of the help; the first runs when none is named. */
export function everyCommand(parts: Parts): readonly Command[] {
  return [
    serveCommand(parts),
    setupLinkCommand,
    ...userCommands,
    ...tokenCommands,
    ...contactCommands,
    ...groupCommands,
    ...importCommands,
    ...modemCommands,
    ...messageCommands,
    ...inboxCommands,
    ...conversationCommands,
    ...emailCommands,
    ...alarmCommands,
    ...policyCommands,
    ...ruleCommands,
    ...jobCommands,
    ...webhookCommands,
    ...checkCommands,
    ...nodeCommands,
    ...optOutCommands,
    ...eventCommands,
    ...settingCommands,
    ...configTransferCommands,
    ...statisticsCommands,
    ...telegramCommands,
    ...templateCommands,
    simulatorCommand,
    ...pduCommands,
    migrateCommand,
    backupCommand,
    restoreCommand,
    ...retentionCommands,
    ...eraseCommands,
    ...textKeyCommands,
    ...secretKeyCommands,
    healthCommand,
    doctorCommand,
    supportInfoCommand,
  ];
}
