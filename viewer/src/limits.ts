/** What one file may cost. Each is judged before the work it bounds, or while it streams; never afterwards. */
export const LIMITS = {
  inputBytes: 64 * 1024 * 1024,
  pages: 200,
  pagesShown: 50,
  /** Of a picture, before it is decoded. */
  side: 20_000,
  pixels: 40_000_000,
  /** Longer side of what is shown. */
  shownSide: 1_800,
  textChars: 1_000_000,
  archiveEntries: 2_000,
  entryBytes: 32 * 1024 * 1024,
  unpackedBytes: 128 * 1024 * 1024,
  /** Deflate cannot do better than 1,032; office files stay below 100. Small entries may do as they like. */
  ratio: 150,
  ratioFrom: 1024 * 1024,
  nameChars: 255,
  wallMs: 20_000,
  cpuSeconds: 20,
  heapMegabytes: 256,
  /** Of each WebAssembly module, in pages of 64 KiB. */
  wasmPages: 8_192,
} as const;

/** Why a file is not shown. Those that nothing honest does are `HOSTILE`. */
export const REFUSALS = [
  "too-large",
  "too-many-pages",
  "too-many-pixels",
  "bomb",
  "bad-archive",
  "nested-archive",
  "encrypted",
  "damaged",
  "archive",
  "program",
  "unsupported",
  "too-slow",
  "crashed",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const HOSTILE: ReadonlySet<Refusal> = new Set([
  "too-large",
  "too-many-pages",
  "too-many-pixels",
  "bomb",
  "bad-archive",
  "nested-archive",
  "program",
  "too-slow",
  "crashed",
]);

export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: Refusal;

  constructor(code: Refusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const damaged = (message: string, cause?: unknown): Refused =>
  new Refused("damaged", message, { cause });

/** @throws Refused before a pixel is decoded */
export function checkPixels(width: number, height: number): void {
  if (width < 1 || height < 1) throw damaged("a picture without pixels");
  if (width > LIMITS.side || height > LIMITS.side || width * height > LIMITS.pixels)
    throw new Refused("too-many-pixels", `a picture of ${width} × ${height}`);
}
