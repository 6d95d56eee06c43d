import { spawn, type ChildProcess } from "node:child_process";
import { SetuError, type Json } from "@setu/core";

/** What is asked of an implementation (spec/conformance.md section 2). */
export type Question = { readonly do: string } & Readonly<Record<string, Json>>;

export type Answer =
  | { readonly value: Json }
  | { readonly code: string; readonly field?: string }
  | { readonly unsupported: true }
  /** Only ever expected: some value, whichever. */
  | { readonly taken: true };

export type Adapter = {
  /** @throws PEER_SILENT when no answer comes | NOT_JSON | BAD_FIELD when it is none */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
};

/** An answer that takes longer is none. */
const PATIENCE = 20_000;
const MAX_ANSWER = 1024 * 1024;

/** @param where an http(s) address, or a command line for the system's shell */
export const openAdapter = (where: string): Adapter =>
  /^https?:\/\//.test(where) ? httpAdapter(where) : processAdapter(where);

function httpAdapter(address: string): Adapter {
  let n = 0;
  return {
    async ask(question, signal) {
      const body = JSON.stringify({ ...question, n: ++n });
      const headers = { "content-type": "application/json" };
      const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      let text: string;
      try {
        const response = await fetch(address, { method: "POST", headers, body, signal: limit });
        text = await response.text();
      } catch (cause) {
        throw new SetuError("PEER_SILENT", "the adapter does not answer", { cause });
      }
      return answerOf(text, n);
    },
    close: async () => {},
  };
}

/** One line of JSON for each question, and one for each answer, in the same order. */
function processAdapter(command: string): Adapter {
  // A group of its own: what the shell has started ends with it.
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"], detached: true });
  const lines = new Lines(child);
  let n = 0;
  return {
    async ask(question, signal) {
      const next = ++n;
      child.stdin?.write(`${JSON.stringify({ ...question, n: next })}\n`);
      return answerOf(await lines.next(signal), next);
    },
    async close() {
      child.stdin?.end();
      const left = await Promise.race([lines.ended.then(() => false), after(1_000)]);
      if (left && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await lines.ended;
    },
  };
}

const after = (ms: number): Promise<true> =>
  new Promise((resolve) => void setTimeout(() => resolve(true), ms).unref());

/** Lines of a child's output, one waiting reader at most. */
class Lines {
  readonly ended: Promise<void>;
  readonly #waiting: string[] = [];
  #rest = "";
  #gone: string | null = null;
  #wake: () => void = () => {};

  constructor(child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      const end = (why: string) => {
        this.#gone ??= why;
        this.#wake();
        resolve();
      };
      child.once("error", (error) => end(error.message));
      child.once("close", (code) => end(`it ended with ${code ?? "a signal"}`));
      child.stdin?.on("error", () => {});
    });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const [first = "", ...more] = (this.#rest + text).split("\n");
      const all = [first, ...more];
      this.#rest = all.pop() ?? "";
      if (this.#rest.length > MAX_ANSWER) this.#gone = "an answer is longer than 1 MiB";
      this.#waiting.push(...all);
      this.#wake();
    });
  }

  async next(signal: AbortSignal): Promise<string> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const line = this.#waiting.shift();
      if (line !== undefined) return line;
      const left = until - performance.now();
      // Whoever has not answered once is not waited for again.
      if (left <= 0) this.#gone ??= "no line came";
      if (this.#gone !== null || signal.aborted)
        throw new SetuError(
          "PEER_SILENT",
          `the adapter does not answer: ${this.#gone ?? "the run was stopped"}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 250));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function answerOf(text: string, asked: number): Answer {
  if (text.length > MAX_ANSWER) throw new SetuError("TOO_LARGE", "the adapter's answer is longer than 1 MiB");
  let value: Readonly<Record<string, Json>> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch (cause) {
    throw new SetuError("NOT_JSON", "the adapter's answer is not JSON", { cause });
  }
  const { n, value: given, code, field, unsupported } = value ?? {};
  if (n !== asked) throw new SetuError("BAD_FIELD", "the adapter answers another question");
  if (unsupported === true) return { unsupported };
  if (typeof code === "string") return { code, ...(typeof field === "string" && { field }) };
  if (given === undefined)
    throw new SetuError("BAD_FIELD", "the adapter's answer is none of the three kinds");
  return { value: given };
}
