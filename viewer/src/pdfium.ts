import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PDFiumModule } from "@hyzyla/pdfium";
import { damaged, Refused } from "./limits.ts";
import { fitted, filtered, type PageImage } from "./pixels.ts";
import { instantiated, withMemoryCap, type Table } from "./wasm.ts";

/**
 * PDFium through its C interface (fpdfview.h and its neighbours): open, count, draw, read. No form is filled and no
 * action is run: this build has no engine for JavaScript, and the form environment is never made.
 */
type Pointer = number;
interface Api {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly HEAPU16: Uint16Array;
  readonly wasmExports: { readonly __indirect_function_table: Table };
  _malloc(bytes: number): Pointer;
  _free(at: Pointer): void;
  _PDFium_Init(): void;
  _FPDF_LoadMemDocument(bytes: Pointer, size: number, password: Pointer): Pointer;
  _FPDF_GetLastError(): number;
  _FPDF_GetPageCount(document: Pointer): number;
  _FPDFDoc_GetJavaScriptActionCount(document: Pointer): number;
  _FPDFDoc_GetAttachmentCount(document: Pointer): number;
  _FPDF_SaveAsCopy(document: Pointer, writer: Pointer, flags: number): number;
  _FPDF_LoadPage(document: Pointer, no: number): Pointer;
  _FPDF_ClosePage(page: Pointer): void;
  _FPDF_GetPageWidth(page: Pointer): number;
  _FPDF_GetPageHeight(page: Pointer): number;
  _FPDFBitmap_CreateEx(w: number, h: number, format: number, at: Pointer, stride: number): Pointer;
  _FPDFBitmap_FillRect(bitmap: Pointer, x: number, y: number, w: number, h: number, colour: number): void;
  _FPDFBitmap_GetBuffer(bitmap: Pointer): Pointer;
  _FPDFBitmap_Destroy(bitmap: Pointer): void;
  _FPDF_RenderPageBitmap(...args: [bitmap: Pointer, page: Pointer, ...box: number[]]): void;
  _FPDFText_LoadPage(page: Pointer): Pointer;
  _FPDFText_CountChars(text: Pointer): number;
  _FPDFText_GetText(text: Pointer, from: number, count: number, out: Pointer): number;
  _FPDFText_ClosePage(text: Pointer): void;
}

const WASM = new URL(import.meta.resolve("@hyzyla/pdfium/pdfium.wasm"));
const BGRX = 3;
/** Annotations, red before blue, a small cache of pictures. */
const DRAW = 0x01 | 0x10 | 0x200;
const PASSWORD = 4;
const SECURITY = 5;
/** Not incremental, security removed. */
const REWRITE = 3;
const MAX_PAGE_CHARS = 1_000_000;

/** Points to pixels: enough to read small print, no more than is shown. */
const SCALE = 2;

export class Document {
  readonly #api: Api;
  readonly #document: Pointer;
  readonly pages: number;

  private constructor(api: Api, document: Pointer) {
    this.#api = api;
    this.#document = document;
    this.pages = api._FPDF_GetPageCount(document);
  }

  /** @throws Refused */
  static async open(bytes: Uint8Array): Promise<Document> {
    const wasmBinary = withMemoryCap(readFileSync(fileURLToPath(WASM))).buffer;
    const api = (await PDFiumModule({ wasmBinary })) as unknown as Api;
    api._PDFium_Init();
    const at = api._malloc(bytes.length);
    if (at === 0) throw new Refused("too-large", "the file does not fit into the memory of the viewer");
    api.HEAPU8.set(bytes, at);
    const document = api._FPDF_LoadMemDocument(at, bytes.length, 0);
    if (document !== 0) return new Document(api, document);
    const error = api._FPDF_GetLastError();
    if (error === PASSWORD || error === SECURITY) throw new Refused("encrypted", "the PDF has a password");
    throw damaged(`PDFium answers ${error}`);
  }

  get scripts(): number {
    return this.#api._FPDFDoc_GetJavaScriptActionCount(this.#document);
  }

  get files(): number {
    return this.#api._FPDFDoc_GetAttachmentCount(this.#document);
  }

  /**
   * Every object in PDFium's own spelling, none of them compressed or escaped: names can be looked for in it. Streams
   * stay as they are.
   */
  rewritten(): string {
    const api = this.#api;
    const parts: Buffer[] = [];
    const write = (_: Pointer, from: Pointer, size: number): number => {
      parts.push(Buffer.from(api.HEAPU8.slice(from, from + size)));
      return 1;
    };
    // The table of functions cannot grow; the place of the null pointer, which nothing calls, is free.
    api.wasmExports.__indirect_function_table.set(0, callable(write));
    const writer = api._malloc(8);
    new DataView(api.HEAPU8.buffer).setUint32(writer, 1, true);
    new DataView(api.HEAPU8.buffer).setUint32(writer + 4, 0, true);
    api._FPDF_SaveAsCopy(this.#document, writer, REWRITE);
    api._free(writer);
    return Buffer.concat(parts).toString("latin1");
  }

  /** One page, drawn and read. @throws Refused */
  page(no: number): { readonly image: PageImage; readonly text: string } {
    return this.#with(no, (page) => ({ image: this.#draw(page), text: this.#read(page) }));
  }

  /** The words of one page, of which nothing is drawn. @throws Refused */
  text(no: number): string {
    return this.#with(no, (page) => this.#read(page));
  }

  #with<T>(no: number, work: (page: Pointer) => T): T {
    const api = this.#api;
    const page = api._FPDF_LoadPage(this.#document, no);
    if (page === 0) throw damaged(`page ${no + 1} does not load`);
    try {
      return work(page);
    } finally {
      api._FPDF_ClosePage(page);
    }
  }

  #draw(page: Pointer): PageImage {
    const api = this.#api;
    const [w, h] = fitted(api._FPDF_GetPageWidth(page) * SCALE, api._FPDF_GetPageHeight(page) * SCALE);
    const bitmap = api._FPDFBitmap_CreateEx(w, h, BGRX, 0, 0);
    if (bitmap === 0) throw new Refused("too-large", "a page does not fit into the memory of the viewer");
    api._FPDFBitmap_FillRect(bitmap, 0, 0, w, h, 0xffffffff);
    api._FPDF_RenderPageBitmap(bitmap, page, 0, 0, w, h, 0, DRAW);
    const from = api._FPDFBitmap_GetBuffer(bitmap);
    const rgb = new Uint8Array(w * h * 3);
    const { HEAPU8 } = api;
    for (let i = 0, at = from; i < rgb.length; i += 3, at += 4) {
      rgb[i] = HEAPU8[at]!;
      rgb[i + 1] = HEAPU8[at + 1]!;
      rgb[i + 2] = HEAPU8[at + 2]!;
    }
    api._FPDFBitmap_Destroy(bitmap);
    return filtered(w, h, rgb);
  }

  #read(page: Pointer): string {
    const api = this.#api;
    const text = api._FPDFText_LoadPage(page);
    if (text === 0) return "";
    const count = Math.min(MAX_PAGE_CHARS, Math.max(0, api._FPDFText_CountChars(text)));
    const out = api._malloc((count + 1) * 2);
    const got = out === 0 ? 0 : api._FPDFText_GetText(text, 0, count, out);
    const words = Buffer.from(api.HEAPU8.slice(out, out + Math.max(0, got - 1) * 2)).toString("utf16le");
    api._free(out);
    api._FPDFText_ClosePage(text);
    return words;
  }
}

/** A function of ours as one that WebAssembly can call: a module that only hands on its import. */
function callable(write: (self: number, data: number, size: number) => number): unknown {
  const bytes = Uint8Array.fromHex(
    // Type (i32, i32, i32) -> i32; import e.f of that type; export it as f.
    "0061736d0100000001080160037f7f7f017f02070101650166000007050101660000",
  );
  return instantiated(bytes, { e: { f: write } })["f"];
}
