import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { code, opaque, party, type Code } from "@setu/core";
import { acceptCard, fingerprint, formatCard, initNode, type NodeConfig } from "@setu/server";
import { EVERYTHING } from "../server/src/access/everything.fixture.ts";
import { ASKS_NOTHING } from "../server/src/release/nothing.fixture.ts";

/** Two nodes in two processes, each with its own PostgreSQL, linked over mutual TLS on the loopback. */
export type Pair = {
  readonly urls: readonly [string, string];
  readonly children: readonly [ChildProcess, ChildProcess];
  stop(): Promise<void>;
};

/** Where each listens; its card names the same port of 127.0.0.1, where a line may stand between. */
type Listening = { readonly bind: string; readonly port: number; readonly road?: "out" | "in" };

export async function startPair(links?: readonly [Listening, Listening]): Promise<Pair> {
  const dir = mkdtempSync(join(tmpdir(), "setu-bench-"));
  const homes = [join(dir, "ca"), join(dir, "in")] as const;
  const at = links ?? [await anywhere(), await anywhere()];
  const configs = [config("ca", "in", at[0]), config("in", "ca", at[1])] as const;
  const cards = [await initNode(homes[0], configs[0]), await initNode(homes[1], configs[1])] as const;
  acceptCard(homes[0], Buffer.from(formatCard(cards[1])), fingerprint(cards[1]));
  acceptCard(homes[1], Buffer.from(formatCard(cards[0])), fingerprint(cards[0]));
  const start = async (home: string): Promise<readonly [ChildProcess, string]> => {
    const child = fork(join(import.meta.dirname, "child.ts"), [home], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [{ url }] = (await once(child, "message")) as [{ url: string }];
    return [child, url];
  };
  const [[ca, caUrl], [inn, inUrl]] = await Promise.all([start(homes[0]), start(homes[1])]);
  return {
    urls: [caUrl, inUrl],
    children: [ca, inn],
    async stop() {
      for (const child of [ca, inn]) {
        const gone = once(child, "exit");
        child.send({ do: "stop" });
        await gone;
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function config(us: string, them: string, listening: Listening): NodeConfig {
  return {
    party: party(us, "party"),
    peer: party(them, "peer"),
    instance: 1,
    name: { en: us, fr: us, hi: us },
    zone: us === "ca" ? { id: "America/Toronto", label: "ET" } : { id: "Asia/Kolkata", label: "IST" },
    calendar: opaque(`${us}-2026.1`, "calendar"),
    lanes: ["flash", "main"].map((lane): Code => code(lane, "lane")),
    link: { host: "127.0.0.1", ...listening },
    http: { hosts: ["127.0.0.1", "localhost"], bind: "127.0.0.1", port: 0, secure: false },
    demo: true,
    officers: [{ id: `officer.${us}`, name: us, agency: `${us}.desk`, lang: "en", ...EVERYTHING }],
    pulse: 60,
    brake: { openedPerHour: 100_000, takenPerDay: 10_000_000 },
    release: ASKS_NOTHING,
  };
}

async function anywhere(): Promise<Listening> {
  const bind = "127.0.0.1";
  const server = createServer().listen(0, bind);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return { bind, port };
}

/** An officer at one node, by HTTP as a browser would. */
export class Officer {
  readonly #url: string;
  #cookie = "";
  #csrf = "";

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(account: string): Promise<void> {
    const response = await fetch(`${this.#url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ account }),
    });
    if (!response.ok) throw new Error(`sign-in failed: ${await response.text()}`);
    this.#cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    this.#csrf = ((await response.json()) as { csrf: string }).csrf;
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, { headers: { cookie: this.#cookie } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return (await response.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json", cookie: this.#cookie, "x-setu-csrf": this.#csrf };
    const response = await fetch(`${this.#url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Calls back with each item that changes, until aborted. */
  async listen(signal: AbortSignal, heard: (item: string) => void): Promise<void> {
    const response = await fetch(`${this.#url}/api/events`, { headers: { cookie: this.#cookie }, signal });
    const decoder = new TextDecoder();
    let rest = "";
    void (async () => {
      for await (const chunk of response.body ?? []) {
        const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const event = line.startsWith("data:")
            ? (JSON.parse(line.slice(5)) as { kind: string; item?: string })
            : null;
          if (event?.item) heard(event.item);
        }
      }
    })().catch(() => undefined);
  }
}
