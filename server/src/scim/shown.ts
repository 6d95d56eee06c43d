import { createHash } from "node:crypto";
import { SetuError } from "@setu/core";
import { called, saidOf, type ResourceKind } from "./attributes.ts";
import type { Complex, Value, Values } from "./values.ts";

/** A resource as it is answered (RFC 7643 section 3), and what a client wants of it (RFC 7644 section 3.9). */
export type Stored = {
  readonly id: string;
  readonly values: Values;
  readonly groups?: readonly Complex[];
  readonly made: number;
  readonly modified: number;
};
export type Part = { readonly only: readonly string[] | null; readonly without: readonly string[] };
type Shown = Readonly<Record<string, unknown>>;

const ALWAYS: ReadonlySet<string> = new Set(["schemas", "id", "meta"]);
const REFERS: Readonly<Record<string, string>> = { members: "/Users", groups: "/Groups" };

export function shown(kind: ResourceKind, stored: Stored, at: (path: string) => string): Shown {
  const { id, values, groups, made, modified } = stored;
  const said = { ...values, ...(groups && groups.length > 0 && { groups }) };
  const resource = Object.fromEntries(
    Object.entries(said).map(([name, value]) => [name, withRefs(REFERS[name], value, at)]),
  );
  const version = createHash("sha256")
    .update(JSON.stringify([id, resource]))
    .digest("base64url")
    .slice(0, 16);
  return {
    schemas: [kind.schema],
    id,
    ...resource,
    meta: {
      resourceType: kind.name,
      created: new Date(made).toISOString(),
      lastModified: new Date(modified).toISOString(),
      location: at(`${kind.endpoint}/${id}`),
      version: `W/"${version}"`,
    },
  };
}

const withRefs = (refers: string | undefined, value: Value, at: (path: string) => string): unknown =>
  refers === undefined || typeof value !== "object" || !("map" in value)
    ? value
    : (value as readonly Complex[]).map((each) => ({
        ...each,
        $ref: at(`${refers}/${String(each["value"])}`),
      }));

export const versionOf = ({ meta }: Shown): string => (meta as { readonly version: string }).version;

/** @throws STALE when it is another than the client has seen (RFC 7644 section 3.14) */
export function checkVersion(current: Shown, match: string | undefined): void {
  if (match === undefined || match === "*") return;
  if (!match.split(",").some((each) => each.trim() === versionOf(current)))
    throw new SetuError("STALE", "it has been changed since");
}

export function partOf(resource: Shown, kind: ResourceKind, { only, without }: Part): Shown {
  if (only === null && without.length === 0) return resource;
  const names = (list: readonly string[]) =>
    new Set(list.map((path) => saidOf(kind).find(called(bare(path, kind)))?.name));
  const [wanted, unwanted] = [only && names(only), names(without)];
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([name]) => ALWAYS.has(name) || (wanted ? wanted.has(name) : !unwanted.has(name)),
    ),
  );
}

/** A whole attribute, where only a part of it is asked for. */
const bare = (path: string, { schema }: ResourceKind): string =>
  path.trim().replace(`${schema}:`, "").split(".")[0] ?? "";
