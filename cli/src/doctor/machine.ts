import { existsSync, globSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { WEB } from "../start.ts";
import { fault, ok, warning, type Check } from "./finding.ts";

const GIB = 2 ** 30;
const LANGUAGES = ["en-CA", "fr-CA", "hi-IN"];

/** What the machine must bring. */
export const machineChecks = (home: string, zones: readonly string[]): readonly Check[] => [
  {
    name: "disk",
    look() {
      const { bavail, bsize } = statfsSync(home);
      const free = bavail * bsize;
      const meaning = `${(free / GIB).toFixed(1)} GiB free`;
      const fix = "free some space: a full disk stops the node, and loses nothing that it has acknowledged";
      if (free < GIB / 4) return fault(meaning, fix);
      return free < 2 * GIB ? warning(meaning, fix) : ok(meaning);
    },
  },
  {
    name: "languages",
    look() {
      const missing = LANGUAGES.filter(
        (language) => Intl.DateTimeFormat.supportedLocalesOf(language).length === 0,
      );
      for (const timeZone of zones) Intl.DateTimeFormat("en", { timeZone });
      return missing.length === 0
        ? ok(`ICU ${process.versions["icu"]}, time zones ${process.versions["tz"]}`)
        : fault(
            `no data for ${missing.join(", ")}`,
            "run with the Node that npm installs, which has all of ICU",
          );
    },
  },
  {
    name: "screens",
    look: () =>
      existsSync(join(WEB, "dist", "index.html")) && existsSync(join(WEB, "dist-ssr", "print.js"))
        ? ok("built")
        : warning("not built: only the command line works", "npm run build"),
  },
  {
    name: "fonts",
    look: () =>
      globSync("**/*devanagari*.woff2", { cwd: join(WEB, "dist") }).length > 0
        ? ok("Latin and Devanagari are served by this node")
        : warning("Hindi is shown in whatever font the reader's machine has", "npm run build"),
  },
];
