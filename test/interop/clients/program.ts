import { spawn, spawnSync } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "@setu/server/clients/clients.fixture.ts";
import { addClient } from "@setu/server/clients/registry.ts";
import { parseRegistration } from "@setu/server/clients/registration.ts";
import { provingNode } from "@setu/server/sign-in/node.fixture.ts";

type Asked = {
  /** Its arguments: address of the node, id of the client, file of its private JWK. */
  readonly script: string;
  /** Pinned. */
  readonly packages: readonly string[];
  readonly id: string;
  readonly scopes: readonly string[];
};

/** Has a Python program run against a node as a registered client, and counts the lines of its checks. */
export async function asProgram({ script, packages, id, scopes }: Asked): Promise<void> {
  const workDir = mkdtempSync(join(tmpdir(), "setu-interop-clients-"));
  let lines: readonly string[] = [];
  try {
    const python = join(workDir, "venv", "bin", "python");
    const had = [
      ["python3", "-m", "venv", join(workDir, "venv")],
      [python, "-m", "pip", "install", "-q", ...packages],
    ].every(
      ([program = "", ...args]) =>
        spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0,
    );
    if (!had) {
      console.log(`not run: no Python, or no way to ${packages.join(", ")}\n0 passed, 0 failed`);
      return;
    }
    const program = await Program.make();
    const key = await webcrypto.subtle.exportKey("jwk", program.key);
    const file = join(workDir, "key.json");
    writeFileSync(
      file,
      JSON.stringify({ kty: key.kty, crv: key.crv, x: key.x, y: key.y, d: key.d, alg: "ES256", kid: "one" }),
      { mode: 0o600 },
    );
    const node = await provingNode({ passkeys: { synced: false } }, { linked: true });
    try {
      const now = Date.now();
      const registration = {
        id,
        name: "Synthetic Program",
        agency: "ca.ncb-ottawa",
        clearance: scopes.some((scope) => scope.startsWith("directory:")) ? 0 : 1,
        compartments: [],
        scopes: [...scopes],
        until: `${new Date(now + 86_400_000).toISOString().slice(0, 19)}Z`,
        jwk: program.jwk as never,
      };
      await addClient(node.store, parseRegistration(registration, now), now);
      lines = await run(python, [script, node.url, id, file]);
    } finally {
      await node.close();
    }
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  for (const line of lines) console.log(line);
  const passed = lines.filter((line) => line.startsWith("ok ")).length;
  const failed = lines.filter((line) => line.startsWith("not ok ")).length;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** The node answers from this process, so the program runs beside it. */
async function run(program: string, args: readonly string[]): Promise<readonly string[]> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  for await (const part of child.stdout) out += String(part);
  const exit =
    child.exitCode ?? (await new Promise<number | null>((resolve) => void child.on("close", resolve)));
  return [...out.trimEnd().split("\n"), ...(exit === 0 ? [] : [`not ok the program ended with ${exit}`])];
}
