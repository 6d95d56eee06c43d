import { Option, type Command } from "commander";
import type { Change } from "./officer-powers.ts";
import { BY, here, homeMeant, onHome, talk } from "./on-home.ts";

/** Commands on a node's own folder. What each needs is loaded when it runs: `setu verify` starts no database driver. */
export function addNodeCommands(program: Command): void {
  onHome(program, "init", "make the home of a node: its configuration and its keys")
    .requiredOption("--party <code>", "whose node it is, such as ca")
    .requiredOption("--peer <code>", "the other party, such as in")
    .option("--config <file>", "configuration to start from, JSON; - for standard input")
    .option("--host <name>", "host name under which officers reach it")
    .option("--port <n>", "port for officers")
    .option("--link-host <name>", "host name under which the peer reaches it")
    .option("--link-port <n>", "port for the peer")
    .action(async (_options: unknown, command: Command) => {
      const { init } = await import("./init.ts");
      await init(homeMeant(command), command.opts(), talk(command));
    });
  onHome(program, "card", "print this node's card, and its fingerprint to read aloud").action(
    async (_options: unknown, command: Command) => {
      const { card } = await import("./cards.ts");
      card(here(command), talk(command));
    },
  );
  onHome(program, "peer", "store the card of the other node, once its fingerprint was confirmed aloud")
    .argument("<card>", "the card's file, or - for standard input (then with --confirm)")
    .option(
      "--confirm <fingerprint>",
      "the twelve groups as the other side read them, instead of being asked",
    )
    .option(...BY)
    .action(async (file: string, _options: unknown, command: Command) => {
      const { peer } = await import("./cards.ts");
      await peer(here(command), file, command.opts(), talk(command));
    });
  onHome(program, "start", "run the node until it is interrupted").action(
    async (_options: unknown, command: Command) => {
      const { start } = await import("./start.ts");
      await start(here(command), talk(command));
    },
  );
  const officers = program.command("officer").description("the officers of a node");
  onHome(officers, "enrol", "make a code by which an officer registers a key, once")
    .argument("<officer>", "the officer's id in node.json")
    .option("--hours <n>", "how long the code counts", "24")
    .action(async (officer: string, options: { hours: string }, command: Command) => {
      const { enrol } = await import("./officer.ts");
      await enrol(here(command), officer, options.hours, talk(command));
    });
  onHome(officers, "sign-out", "end every session of an officer, and take back the tokens of their programs")
    .argument("[officer]", "the officer's id in node.json")
    .option("--all", "of everybody")
    .action(async (officer: string | undefined, options: { all?: true }, command: Command) => {
      const { signOutOf } = await import("./officer.ts");
      await signOutOf(here(command), officer, options.all === true, talk(command));
    });
  onHome(officers, "mend", "make an officer again what node.json says, after somebody wrote into her row")
    .argument("<officer>", "the officer's id in node.json")
    .action(async (officer: string, _options: unknown, command: Command) => {
      const { mend } = await import("./officer.ts");
      await mend(here(command), officer, talk(command));
    });
  const powers = (change: Change, description: string) =>
    onHome(officers, change, description)
      .argument("<officer>", "the officer's id in node.json")
      .action(async (officer: string, options: { forEver?: true }, command: Command) => {
        const { changePowers } = await import("./officer-powers.ts");
        const forEver = options.forEver === true;
        await changePowers(here(command), { change, officer, forEver }, talk(command));
      });
  powers("suspend", "both nodes reject what the officer does from now on; their sessions end");
  powers("resume", "an officer who was suspended may act again");
  powers("recall", "as suspend, and nothing takes it back").option(
    "--for-ever",
    "yes: nothing takes it back",
  );
  onHome(officers, "revoke-key", "both nodes reject what this key signs from now on")
    .argument("<officer>", "the officer's id in node.json")
    .argument("<key>", "what signatures call the key")
    .option("--stolen-since <time>", "somebody else may have used it since then: earlier acts are flagged")
    .action(async (officer: string, key: string, options: { stolenSince?: string }, command: Command) => {
      const { revoke } = await import("./officer-powers.ts");
      await revoke(here(command), [officer, key], options.stolenSince, talk(command));
    });
  onHome(program, "doctor", "look at everything the node needs: state, meaning, and what to do").action(
    async (_options: unknown, command: Command) => {
      const { doctor } = await import("./doctor/doctor.ts");
      await doctor(here(command), talk(command));
    },
  );
  onHome(program, "support-bundle", "one text file on how the machine is, without anything of a matter")
    .argument("<file>", "a file that does not exist yet")
    .option("--log <file>", "the node's log, of which the last lines on the machine are taken along")
    .action(async (file: string, options: { log?: string }, command: Command) => {
      const { supportBundle } = await import("./support/bundle.ts");
      await supportBundle(here(command), file, options, talk(command));
    });
  onHome(program, "replay", "drop all that is derived, and rebuild it from the logs").action(
    async (_options: unknown, command: Command) => {
      const { replay } = await import("./replay.ts");
      await replay(here(command), talk(command));
    },
  );
  onHome(program, "purge", "what is destroyed by date: what is due, what is kept and why, the last run")
    .addOption(
      new Option("--run", "destroy now what is due, or go on with the run that is open").conflicts("stop"),
    )
    .option("--stop", "end the run that is under way where it is")
    .action(async (options: { run?: true; stop?: true }, command: Command) => {
      const { purge } = await import("./purge.ts");
      const what = options.run ? "run" : options.stop ? "stop" : "show";
      await purge(here(command), what, talk(command));
    });
  onHome(program, "export", "write one log as a C2SP tlog-tiles directory, for other people's tools")
    .argument("<lane>", "flash or main; with --of peer, the other party's log as held here")
    .argument("<folder>", "a folder that does not exist yet")
    .addOption(new Option("--of <whose>", "whose log").choices(["own", "peer"]).default("own"))
    .action(async (lane: string, folder: string, options: { of: "own" | "peer" }, command: Command) => {
      const { exportLog } = await import("./export.ts");
      await exportLog(here(command), lane, folder, options.of, talk(command));
    });
  program
    .command("demo")
    .description("run two linked nodes, Canada and India, with a synthetic caseload")
    .option("--home <folder>", "where the two nodes live", ".setu/demo")
    .option("--reset", "begin again with the seeded caseload")
    .option("--open <n>", "how many open matters a new caseload has, beside those written by hand", "49")
    .option("--closed <n>", "how many closed matters it has, beside those written by hand", "398")
    .option("--port <n>", "first of four ports; 0 takes free ones", "8480")
    .addOption(
      new Option(
        "--counterpart [party]",
        "this side answers by itself, so that one person can play the other",
      )
        .choices(["ca", "in"])
        .preset("in"),
    )
    .action(async (_options: unknown, command: Command) => {
      const { demo } = await import("./demo/demo.ts");
      await demo(command.opts(), talk(command));
    });
}
