import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { lettersApart, withStreams } from "./pdf-streams.ts";

/**
 * Prints the papers of the demo from their pages. What it writes is committed beside them, so that the demo needs no
 * browser; it is run again when a page or paper.css was changed:
 *
 *     npm pack @fontsource/noto-sans @fontsource/noto-sans-devanagari   # and unpack both
 *     node tools/papers.ts <folder with their four files named below>
 *
 * Of the variable fonts of the screens the browser would embed each letter as a drawing, and a page is four times as large.
 */
const FOLDER = join(import.meta.dirname, "..", "cli", "src", "demo", "papers");
/** The same pages give the same file at any hour. As long as what the browser writes. */
const DATE = "D:20260101000000+00'00'";
const MAX_BYTES = 60_000;
const FONTS = {
  "noto-sans-devanagari-devanagari": "U+0900-097F, U+200C-200D, U+20B9, U+25CC",
  "noto-sans-latin": "U+0000-00FF, U+0152-0153, U+2000-200B, U+200E-206F, U+20AC",
};

const fontFaces = (folder: string): string =>
  Object.entries(FONTS)
    .flatMap(([file, range]) => [400, 700].map((weight) => ({ file, range, weight })))
    .map(
      ({ file, range, weight }) =>
        `@font-face{font-family:"Noto Sans";font-weight:${weight};unicode-range:${range};src:url(data:font/woff2;base64,` +
        `${readFileSync(join(folder, `${file}-${weight}-normal.woff2`), "base64")})}`,
    )
    .join("");

async function print(browser: Browser, name: string, fonts: string): Promise<Buffer> {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(FOLDER, `${name}.html`)).href);
  await page.addStyleTag({ content: fonts });
  // Printing waits for no font: what is not there yet is left out.
  await page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))");
  const printed = (tagged: boolean) => page.pdf({ preferCSSPageSize: true, printBackground: true, tagged });
  const full = await printed(true);
  // A long table has more tags than letters.
  const pdf = full.length > MAX_BYTES ? await printed(false) : full;
  await page.close();
  const undated = pdf.toString("latin1").replaceAll(/D:\d{14}[+-]\d\d'\d\d'/g, DATE);
  return withStreams(Buffer.from(undated, "latin1"), lettersApart);
}

const fonts = fontFaces(process.argv[2] ?? ".");
const browser = await chromium.launch(await chromiumPath());
try {
  const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith(".html") ? [file.slice(0, -5)] : []));
  for (const name of names) {
    const pdf = await print(browser, name, fonts);
    writeFileSync(join(FOLDER, `${name}.pdf`), pdf);
    process.stdout.write(`${name}.pdf ${pdf.length} bytes\n`);
  }
} finally {
  await browser.close();
}
