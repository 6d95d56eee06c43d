import { LIMITS } from "./limits.ts";

/** As much of the JavaScript API as is used here; TypeScript knows it only beside a browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};
export type Table = { set(at: number, value: unknown): void };

/**
 * A WebAssembly module whose memory cannot grow beyond our limit: the maximum in its memory section (id 5) is lowered
 * before it is compiled, so that no code of the module and none of its glue can ask for more.
 * @throws TypeError when the module has no memory of its own with a maximum
 */
export function withMemoryCap(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(wasm);
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at];
    const size = leb(bytes, at + 1);
    if (id === 5) {
      // One memory, with a maximum: count 1, flag 1, smallest, largest.
      if (bytes[size.end] !== 1 || bytes[size.end + 1] !== 1)
        throw new TypeError("the memory has no maximum");
      const most = leb(bytes, leb(bytes, size.end + 2).end);
      let left: number = Math.min(most.value, LIMITS.wasmPages);
      for (let i = most.start; i < most.end; i++, left >>>= 7) {
        bytes[i] = (left & 0x7f) | (i < most.end - 1 ? 0x80 : 0);
      }
      return bytes;
    }
    at = size.end + size.value;
  }
  throw new TypeError("no memory section");
}

function leb(bytes: Uint8Array, start: number): { value: number; start: number; end: number } {
  let value = 0;
  for (let end = start, shift = 0; ; shift += 7) {
    const byte = bytes[end++]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, start, end };
  }
}

export const compiled = (wasm: Uint8Array): object => new WebAssembly.Module(wasm);

export const instantiated = (wasm: Uint8Array, imports: object): Readonly<Record<string, unknown>> =>
  new WebAssembly.Instance(compiled(wasm), imports).exports;
