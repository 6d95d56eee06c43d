import { SetuError } from "@setu/core";
import { collect, type Source } from "../source.ts";

/** A folder that the reviewer picked. Its own name is no part of the paths. */
export function pickedSource(files: Iterable<File>): Source {
  const byPath = new Map([...files].map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ""), file]));
  return {
    stream: async (path) => {
      const file = byPath.get(path);
      return file ? pieces(file.stream()) : null;
    },
    read: async (path, max) => {
      const file = byPath.get(path);
      if (!file) return null;
      if (file.size > max) throw new SetuError("TOO_LARGE", `${path} is too large`, { detail: { max } });
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

/** A read-only address: GET and nothing else, no redirect, no credentials, no word of where the page was opened. */
export function addressSource(address: string, signal: AbortSignal): Source {
  const base = address.endsWith("/") ? address : `${address}/`;
  const asked: RequestInit = {
    signal,
    redirect: "error",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
  };
  const stream = async (path: string) => {
    const response = await fetch(new URL(path, base), asked);
    if (response.status === 404) return null;
    if (!response.ok || !response.body)
      throw new SetuError("PEER_SILENT", `the address answered ${response.status}`);
    return pieces(response.body);
  };
  return {
    stream,
    read: async (path, max) => {
      const found = await stream(path);
      return found && collect(found, max);
    },
  };
}

/** Not every browser can iterate over a stream. */
async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
