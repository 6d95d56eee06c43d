import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SetuError } from "@setu/core";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";

/** The folder of one node: what was said, then SETU_HOME, then `.setu/node` here. */
export const homeOf = (home: string | undefined): string =>
  resolve(home ?? process.env["SETU_HOME"] ?? join(".setu", "node"));

/** @throws NOT_FOUND with the way to make one */
export function requireHome(home: string): string {
  if (existsSync(homeFiles(home).config)) return home;
  throw new SetuError("NOT_FOUND", `${home} is no home of a node; make one with setu init --home ${home}`);
}

/** Where its officers reach the node of this home. */
export function urlOfHome(home: string): string {
  const { http } = loadConfig(requireHome(home));
  return `${http.secure ? "https" : "http"}://${http.hosts[0]}:${http.port}`;
}
