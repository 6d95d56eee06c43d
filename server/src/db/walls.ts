import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import { cellsOf, type OfficerFacts } from "@setu/policy";
import type pg from "pg";
import type { Session } from "./session.ts";

/**
 * Row-level security as the second wall (wall.sql). Whoever reads for an officer does so as a role that owns nothing
 * and may sign in nowhere. What the catalogs say of the wall is written down when it is raised, so that one that was
 * taken away, changed or walked around since is found by asking the same question again.
 */
export const WALL = readFileSync(join(import.meta.dirname, "wall.sql"), "utf8");
const READER = "setu_reader";
/** Rows of these are reached as the wall allows. */
const WALLED = [
  "derived.act",
  "derived.file",
  "derived.home_act",
  "derived.mark",
  "derived.rendering",
  "derived.rendering_page",
  "derived.request",
];

/** `content`: what an officer may read. `outline`: that it exists, for who leads. */
export type Reach = "content" | "outline";

/** In the transaction that makes the derived tables, after them. @throws USAGE when a right is missing, and says which */
export async function raiseWall(client: pg.ClientBase): Promise<void> {
  await ensureReader(client, READER);
  await client.query(WALL);
  await client.query(`CREATE UNLOGGED TABLE derived.wall AS ${FACTS}`);
}

const EXISTS = `SELECT FROM pg_roles WHERE rolname = $1`;
/** PostgreSQL 16 tells to be a member from being allowed to become it. */
const BECOMES = `SELECT pg_has_role($1, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`;
/** duplicate_object, unique_violation: another database of this server has made it meanwhile. */
const THERE: readonly string[] = ["42710", "23505"];

/** Roles are the server's, not the database's: nodes that share a server share the name, and no row. */
export async function ensureReader(client: pg.ClientBase, role: string): Promise<void> {
  const name = `"${role}"`;
  await attempt(client, role, async () => {
    if ((await client.query(EXISTS, [role])).rowCount === 0)
      await client.query(`CREATE ROLE ${name} NOLOGIN`);
  });
  const { rows } = await client.query<{ may: boolean }>(BECOMES, [role]);
  if (rows[0]?.may !== true) await attempt(client, role, () => client.query(`GRANT ${name} TO CURRENT_USER`));
}

/** One statement that may fail without the transaction around it. */
async function attempt(client: pg.ClientBase, role: string, work: () => Promise<unknown>): Promise<void> {
  await client.query("SAVEPOINT reader");
  try {
    await work();
    await client.query("RELEASE reader");
  } catch (cause) {
    await client.query("ROLLBACK TO reader");
    const state = (cause as { code?: string }).code ?? "";
    if (THERE.includes(state)) return;
    if (state !== "42501") throw cause;
    const { rows } = await client.query<{ login: string }>("SELECT quote_ident(current_user) AS login");
    throw new SetuError(
      "USAGE",
      `the login of this node may not make the role in which officers read; whoever administers the database server runs once: CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO ${rows[0]?.login}`,
      { cause },
    );
  }
}

const ENTER = `SELECT set_config('setu.officer', $1, true), set_config('setu.agency', $2, true),
  set_config('setu.clearance', $3::bigint::text, true), set_config('setu.compartments', $4::text[]::text, true),
  set_config('setu.powers', $5::text[]::text, true), set_config('setu.active', $6::boolean::text, true),
  set_config('setu.now', $7::bigint::text, true), set_config('setu.reach', $8, true),
  set_config('setu.reads', $9::jsonb::text, true), set_config('role', '${READER}', true)`;

/** From here to its end, the transaction reads what this officer may. */
export async function standBehind(
  db: Session,
  { id, agency, clearance, compartments, powers, topics, active }: OfficerFacts,
  { now, reach }: { readonly now: number; readonly reach: Reach },
): Promise<void> {
  // As keys, which PostgreSQL finds by halves: a list that is no constant it looks through from its beginning.
  const reads = Object.fromEntries(cellsOf(topics, "read").map((cell) => [cell, true]));
  await db.rows(ENTER, [id, agency, clearance, compartments, powers, active, now, reach, reads]);
}

/**
 * A line for each thing that holds. `kept`: more of its kind opens the wall (a policy, a grant, a function). Of the
 * others (indexes, constraints) a later program may have made more; a migration that takes one away has to empty
 * `derived.ready`, so that the wall is raised again.
 */
const FACTS = `WITH relation AS (
    SELECT oid, oid::regclass::text AS name, relrowsecurity AND relforcerowsecurity AS walled, relacl,
      relowner = '${READER}'::regrole AS owned
    FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'derived'::regnamespace))
  SELECT true AS kept, format('row security is forced on %s', name) AS line FROM relation WHERE walled
  UNION ALL SELECT true, format('%s owns %s', '${READER}', name) FROM relation WHERE owned
  UNION ALL SELECT true, format('policy %s on %s for %s %s to %s using %s check %s', polname, name, polcmd,
      CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END,
      ARRAY(SELECT rolname FROM pg_roles WHERE pg_roles.oid = ANY (polroles) ORDER BY rolname),
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy JOIN relation ON relation.oid = polrelid
  UNION ALL SELECT true, format('%s on %s granted to %s', privilege_type, name,
      CASE grantee WHEN 0 THEN 'everybody' ELSE '${READER}' END)
    FROM relation CROSS JOIN aclexplode(relacl) WHERE grantee IN (0, '${READER}'::regrole)
  UNION ALL SELECT true, format('%s on %s.%s granted', privilege_type, name, attname)
    FROM relation JOIN pg_attribute ON attrelid = relation.oid CROSS JOIN aclexplode(attacl)
    WHERE grantee IN (0, '${READER}'::regrole)
  UNION ALL SELECT true, format('function %s, %s: %s', pg_proc.oid::regprocedure, proacl, pg_get_functiondef(pg_proc.oid))
    FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'derived'::regnamespace)
  UNION ALL SELECT true, format('%s is a member of %s', '${READER}', roleid::regrole)
    FROM pg_auth_members WHERE member = '${READER}'::regrole
  UNION ALL SELECT false, indexdef FROM pg_indexes WHERE schemaname IN ('public', 'derived') AND tablename <> 'wall'
  UNION ALL SELECT false, format('%s: %s', relation.name, pg_get_constraintdef(pg_constraint.oid))
    FROM pg_constraint JOIN relation ON relation.oid = conrelid WHERE contype <> 'n'`;

const ROLE = `SELECT rolname FROM pg_roles WHERE rolname = '${READER}' AND NOT (rolsuper OR rolbypassrls OR rolcanlogin
  OR rolcreaterole OR rolcreatedb OR rolreplication)`;
const STANDS = `SELECT name FROM unnest($1::text[]) AS name
  JOIN pg_class ON pg_class.oid = to_regclass(name) AND relrowsecurity AND relforcerowsecurity
  WHERE EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)`;
const DIFFERENCE = `WITH now AS (${FACTS})
  (SELECT 'missing' AS what, line FROM derived.wall EXCEPT SELECT 'missing', line FROM now)
  UNION ALL (SELECT 'added', line FROM now WHERE kept EXCEPT SELECT 'added', line FROM derived.wall)
  ORDER BY 2 LIMIT 1`;

/** @throws WALL_OPEN when anything of the wall is not as it was raised, naming the first thing */
export async function checkWall(db: Session): Promise<void> {
  const [role] = await db.rows(ROLE, []);
  if (!role) throw open(`the role ${READER} is missing, or may do more than read`);
  const standing = await db.rows<{ name: string }>(STANDS, [WALLED]);
  const lying = WALLED.find((name) => !standing.some((each) => each.name === name));
  if (lying !== undefined) throw open(`row security is not forced on ${lying}`);
  const [difference] = await db.rows<{ what: string; line: string }>(DIFFERENCE, []);
  if (difference) throw open(`${difference.what}: ${difference.line}`);
}

const open = (what: string): SetuError =>
  new SetuError("WALL_OPEN", `the database does not guard its rows as this program made it: ${what}`);
