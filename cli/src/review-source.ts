import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SetuError } from "@setu/core";
import { collect, type Source } from "@setu/verifier";

/** The folder of an export. Paths come from the verifier, which has bounded them; what is no file is not there. */
export function folderSource(folder: string): Source {
  const root = resolve(folder);
  const pieces = async (path: string): Promise<AsyncIterable<Uint8Array> | null> => {
    const whole = join(root, path);
    try {
      const file = await open(whole);
      const { size } = await file.stat();
      await file.close();
      return size === 0 ? none() : createReadStream(whole);
    } catch (error) {
      if (ABSENT.has((error as NodeJS.ErrnoException).code ?? "")) return null;
      throw error;
    }
  };
  return {
    stream: pieces,
    read: async (path, max) => {
      const found = await pieces(path);
      return found && collect(found, max);
    },
  };
}

const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

async function* none(): AsyncGenerator<Uint8Array> {}

/** A read-only address in the same layout: GET and nothing else, no redirect, no credentials. */
export function addressSource(address: string): Source {
  const base = address.endsWith("/") ? address : `${address}/`;
  const pieces = async (path: string): Promise<AsyncIterable<Uint8Array> | null> => {
    const response = await fetch(new URL(path, base), { redirect: "error", credentials: "omit" });
    if (response.status === 404) return null;
    if (!response.ok || !response.body)
      throw new SetuError("PEER_SILENT", `the address answered ${response.status}`, {
        detail: { status: response.status },
      });
    return response.body;
  };
  return {
    stream: pieces,
    read: async (path, max) => {
      const found = await pieces(path);
      return found && collect(found, max);
    },
  };
}
