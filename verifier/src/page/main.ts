import { SetuError } from "@setu/core";
import { MAX_SAMPLE, MAX_SEED } from "@setu/link/sample.ts";
import { TlogError } from "tlog";
import { MAX_MEMORY_BYTES, NOTHING, parseMemory } from "../memory.ts";
import type { Source } from "../source.ts";
import { LANGUAGES, type Language } from "../text.ts";
import { verifyExport, type Given, type Result } from "../verify.ts";
import { fill } from "../words/words.ts";
import { field, make, speak, speaking, tell } from "./elements.ts";
import { addressSource, pickedSource } from "./files.ts";
import { resultView } from "./view.ts";

/** The page: what is asked of the reviewer, above what is answered. */
const folder = () => make("input", { type: "file", webkitdirectory: true });
const exported = folder();
const address = make("input", { type: "url", autocomplete: "off", placeholder: "https://" });
const other = folder();
const memory = make("input", { type: "file" });
const seed = make("input", { type: "text", maxLength: MAX_SEED, autocomplete: "off" });
const number = make("input", { type: "number", min: "1", max: String(MAX_SAMPLE), value: "20" });
const fingerprints = make("textarea", { rows: 2 });
const start = tell(make("button", { type: "submit" }), ({ page }) => page.start);
const stop = tell(make("button", { type: "button", hidden: true }), ({ page }) => page.stop);
const bar = make("progress", { hidden: true });
const status = make("p");
const reach = make("p", { className: "reach" });
const answer = make("div");
const languages = make("select");
let result: Result | null = null;
let running: AbortController | null = null;

const form = make(
  "form",
  {},
  field(exported, ({ page }) => page.export),
  field(address, ({ page }) => page.exportAddress),
  field(other, ({ page }) => page.other),
  field(memory, ({ page }) => page.memory),
  field(seed, ({ page }) => page.seed),
  field(number, ({ page }) => page.number),
  field(fingerprints, ({ page }) => page.fingerprints),
  make("p", { className: "actions" }, start, stop),
);

for (const [value, label] of [
  ["en", "English"],
  ["fr", "Français"],
  ["hi", "हिन्दी"],
] as const)
  languages.append(make("option", { value, lang: value }, label));
status.setAttribute("role", "status");
bar.setAttribute("aria-hidden", "true");
document.body.append(
  make(
    "header",
    {},
    tell(make("h1"), ({ page }) => page.title),
    field(languages, ({ page }) => page.language),
  ),
  make(
    "main",
    {},
    tell(make("p"), ({ page }) => page.about),
    form,
    bar,
    status,
    reach,
    answer,
  ),
);

languages.addEventListener("change", () => {
  speak(languages.value as Language);
  if (result) answer.replaceChildren(resultView(result, speaking()));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!running) void check();
});
stop.addEventListener("click", () => running?.abort());

const words = () => LANGUAGES[speaking()].page;

async function check(): Promise<void> {
  const stopping = new AbortController();
  const source = sourceGiven(stopping.signal);
  if (!source) {
    status.textContent = words().noExport;
    exported.focus();
    return;
  }
  running = stopping;
  result = null;
  answer.replaceChildren();
  start.disabled = true;
  stop.hidden = bar.hidden = false;
  bar.removeAttribute("value");
  status.textContent = "";
  try {
    result = await verifyExport({ source, ...(await given()), signal: stopping.signal, progress });
    answer.replaceChildren(resultView(result, speaking()));
    status.textContent = "";
    answer.querySelector("h2")?.focus();
  } catch (error) {
    if (stopping.signal.aborted) status.textContent = words().stopped;
    else status.textContent = fill(words().failed, { what: reasonOf(error) });
  } finally {
    running = null;
    start.disabled = false;
    stop.hidden = bar.hidden = true;
  }
}

/** The folder that was picked; without one, the address. */
function sourceGiven(signal: AbortSignal): Source | null {
  if (exported.files?.length) {
    closeNetwork();
    tell(reach, ({ page }) => page.offline);
    return pickedSource(exported.files);
  }
  if (address.value === "") return null;
  tell(reach, ({ page }) => page.online);
  return addressSource(address.value, signal);
}

/** A second policy can only take away from the first, and nothing takes it back before the page is loaded again. */
function closeNetwork(): void {
  const closed = make("meta", { httpEquiv: "Content-Security-Policy", content: "connect-src 'none'" });
  document.head.append(closed);
}

async function given(): Promise<Omit<Given, "source">> {
  const [kept] = memory.files ?? [];
  if (kept && kept.size > MAX_MEMORY_BYTES)
    throw new SetuError("TOO_LARGE", "the file to remember is too large");
  const known = fingerprints.value.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  return {
    memory: kept ? parseMemory(new Uint8Array(await kept.arrayBuffer())) : NOTHING,
    fingerprints: known.filter((line) => line !== ""),
    ...(other.files?.length && { other: pickedSource(other.files) }),
    ...(seed.value !== "" && { asked: { seed: seed.value, n: number.valueAsNumber } }),
  };
}

let told = 0;

/** Said aloud at each tenth; drawn as it comes. */
function progress(done: number, total: number): void {
  bar.max = total;
  bar.value = done;
  const tenth = Math.floor((done / total) * 10);
  if (tenth === told) return;
  told = tenth;
  status.textContent = fill(words().reading, { done, total });
}

const reasonOf = (error: unknown): string =>
  error instanceof SetuError || error instanceof TlogError
    ? `${error.message} (${error.code})`
    : error instanceof Error
      ? error.message
      : String(error);

const [wish = "en"] = navigator.languages.map((tag) => tag.slice(0, 2)).filter((tag) => tag in LANGUAGES);
languages.value = wish;
speak(wish as Language);
