import { randomBytes } from "node:crypto";
import type { Sent } from "@setu/officers";
import type { Command } from "commander";
import type { Client } from "./client.ts";
import { open, type RequestOptions } from "./request/session.ts";
import { answer } from "./terminal.ts";

export type Options = RequestOptions & { readonly json: boolean } & Readonly<Record<string, unknown>>;
type Run = (client: Client, options: Options, args: readonly string[]) => Promise<void>;

/** Runs an action as a signed-in officer with all options merged. */
export const signedIn =
  (run: Run) =>
  async (...given: readonly unknown[]) => {
    const options = (given.at(-1) as Command).optsWithGlobals<Options>();
    await run(
      await open(options),
      { ...options, json: options.json ?? false },
      given.slice(0, -2) as string[],
    );
  };

export const newId = (): string => randomBytes(16).toString("hex");
export const done = (sent: Sent, options: Options): void => answer(options, sent, sent.item);
