import { loadConfig, type NodeConfig } from "@setu/server/node/config.ts";
import { shownName } from "@setu/server/node/training.ts";
import { withStore } from "../store.ts";
import { answer, say, table, type Talk } from "../terminal.ts";
import { examine, ok, type Check, type Finding } from "./finding.ts";
import { machineChecks } from "./machine.ts";
import { databaseChecks, homeChecks, peerChecks } from "./node.ts";
import { workChecks } from "./work.ts";

/** Of docs/cli.md: the state is not as it should be. */
const FAULTY = 5;
const FIX = {
  config: "correct node.json in the home",
  keys: "restore keys.json from where it is kept; without it the data cannot be read",
  database: "read the sentence; the embedded PostgreSQL writes its log beside its data",
  peer: "see that the peer runs, that its address is the one on its card, and that nothing between refuses the port",
  work: "read the sentence, and the log of the node",
  machine: "see docs/cli.md",
} as const;

/** Looks at everything and changes nothing; ends with 5 when something is at fault. */
export async function doctor(home: string, talk: Talk): Promise<void> {
  const found = await findings(home);
  // The code is for those who read no sentence.
  const told = found.map(({ name, state, meaning, fix }) => ({ name, state, meaning, fix }));
  answer(talk, told, () =>
    table(told.map(({ name, state, meaning }) => [state.toUpperCase(), name, meaning])),
  );
  if (!talk.json) for (const { name, fix } of told) if (fix) say(`${name}: ${fix}`);
  if (told.some(({ state }) => state === "fault")) process.exitCode = FAULTY;
}

/** Every check in its order; one that fails ends no other. */
export async function findings(home: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const look = async (checks: readonly Check[], fix: string) => {
    for (const check of checks) findings.push(await examine(check, fix));
  };
  const config = await configOf(home, findings);
  if (config) {
    await look(homeChecks(home, config), FIX.keys);
    const reach: Check = {
      name: "database",
      look: () =>
        withStore(
          home,
          async (opened) => (
            await look(databaseChecks(opened), FIX.database),
            await look(workChecks(opened), FIX.work),
            ok("let go again")
          ),
        ),
    };
    const opened = await examine(reach, FIX.database);
    // What the checks inside have found is enough, unless none of them could be made.
    if (opened.state !== "ok") findings.push(opened);
    await look(peerChecks(home, config), FIX.peer);
  }
  await look(machineChecks(home, config ? [config.zone.id] : []), FIX.machine);
  return findings;
}

async function configOf(home: string, findings: Finding[]): Promise<NodeConfig | null> {
  let config: NodeConfig | null = null;
  const check: Check = {
    name: "configuration",
    look: () => {
      config = loadConfig(home);
      return ok(`${shownName(config, config.name).en} (${config.party}) in ${home}`);
    },
  };
  findings.push(await examine(check, FIX.config));
  return config;
}
