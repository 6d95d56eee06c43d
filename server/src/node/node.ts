import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  isTraining,
  KEYS_WORKFLOW,
  PERSONS_WORKFLOW,
  SetuError,
  SUSPENSION_WORKFLOW,
  workflowsOf,
} from "@setu/core";
import type { Ports } from "@setu/link";
import { openPolicy } from "@setu/policy";
import { Guards } from "../access/guards.ts";
import { RECALL_DAYS, type LinkView, type ReadPages } from "@setu/requests";
import { Clients } from "../clients/clients.ts";
import { atRest } from "../db/at-rest.ts";
import { assertSealedLine } from "../db/line.ts";
import { PgStore, type Changed } from "../db/pg-store.ts";
import { checkServer, openPool } from "../db/pool.ts";
import { followActs, SPOKEN } from "../desks/desks.ts";
import { officerApp } from "../http/app.ts";
import { demoSignIn, noAccounts } from "../http/demo-sign-in.ts";
import { Events } from "../http/events.ts";
import { builtFiles } from "../http/files.ts";
import { officerListener } from "../http/listener.ts";
import type { Log } from "../http/log.ts";
import type { Card } from "../keys/card.ts";
import type { NodeKeys } from "../keys/node-keys.ts";
import { suspectSince } from "../keys/suspect.ts";
import { databaseUrl } from "../pg/index.ts";
import { startOperations } from "../operations/start.ts";
import { Versions } from "../link-http/versions.ts";
import { noticeLoops } from "../notices/loops.ts";
import { declaring, officersLoop, signsAt } from "../officers-log/loop.ts";
import type { Desk } from "../requests/desk.ts";
import { USUAL_BRAKE } from "../reasons/brake.ts";
import { servedVerifier } from "../oversight/verifier-file.ts";
import { FileFetcher, partFor } from "../requests/fetching.ts";
import { Journal } from "../disposal/journal.ts";
import { disposalLoops } from "../disposal/loops.ts";
import { scrubLoop } from "../scrub/scrub.ts";
import { disposedMark, reapply } from "../disposal/reapply.ts";
import { readNextFile } from "../requests/file-reading.ts";
import { submitDue } from "../requests/held.ts";
import { Looks } from "../requests/looking.ts";
import { noteStale, projectStale, rebuildRequests, STALE_BATCH } from "../requests/projection.ts";
import { clamd } from "../scanner/clamd.ts";
import { ownOfficerKeys } from "../sign-in/officer-keys.ts";
import { endOtherCards } from "../sign-in/cards.ts";
import { waysOf } from "../sign-in/ways.ts";
import { verifySignature } from "../sign-in/webauthn.ts";
import { aboutNode } from "./about.ts";
import { fingerprintsOf, infoOf, ownCard } from "./cards.ts";
import { homeFiles, loadConfig, type NodeConfig } from "./config.ts";
import { catchUp, HighWater, remind } from "./high-water.ts";
import { KeysInUse } from "./in-use.ts";
import { endsIn } from "./key-ages.ts";
import { changingLine, fixedKeys, keyPorts, keysLoop, type KeysPort } from "./key-ports.ts";
import { Leader } from "./leader.ts";
import { LinkService } from "./link-service.ts";
import { close, listen, listenAt } from "./listening.ts";
import { gathered, Loop } from "./loop.ts";
import { seedOfficers } from "./officers.ts";
import { openRoads } from "./roads.ts";
import { holdHome } from "./running.ts";
import { requireSchema } from "../upgrade/plan.ts";
import { MARK } from "../standing/log.ts";
import { Standings } from "../standing/standings.ts";
import { rebuildActs } from "./replay.ts";
import { Telling } from "./telling.ts";
import { signAnew } from "./succession.ts";
import { Wakeup } from "./wakeup.ts";
import { faultOf } from "../http/fault.ts";
import { witnessesOf } from "../witnessed/config.ts";
import { logKeys } from "../witnessed/keys.ts";
import { witnessLoops } from "../witnessed/loops.ts";

export type NodeOptions = {
  readonly home: string;
  readonly log?: Log;
  /** The folder of the built screens; without it only the API answers. */
  readonly web?: string;
  /** Of this process, where several run on one machine; 0 lets the system choose. */
  readonly ports?: { readonly http?: number; readonly link?: number; readonly operations?: number };
};

export type RunningNode = {
  readonly party: string;
  /** Where officers sign in. */
  readonly url: string;
  readonly linkPort: number | null;
  /** Where its health is asked after, when that is a port. */
  readonly operations: number | null;
  readonly card: Card;
  readonly store: PgStore;
  readonly desk: Desk | null;
  stop(): Promise<void>;
};

/** Wakes what waits for a change of this process; null: another process has changed something. */
type Waker = (changed: Changed | null) => void;

/** Beside the folder of the screens. */
const VERIFIER = "../verifier/dist/setu-verifier.html";
const HELD_POLL = 1_000;
const FILES_POLL = 5_000;
const LINES_AFTER = 200;
const GUARDS_EVERY = 3_600_000;

/**
 * One server process of a node, wired by hand: database, migrations, checks, services, listeners. Any number of them
 * may run over one database.
 * @throws USAGE | INTERNAL | BAD_FIELD when it must not start, and says why
 */
export async function startNode({
  home,
  log = () => {},
  web,
  ports: given = {},
}: NodeOptions): Promise<RunningNode> {
  const config = loadConfig(home);
  const letGo = holdHome(home);
  const stops: (() => Promise<unknown>)[] = [async () => letGo()];
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    const inUse = new KeysInUse(home);
    const { keys, peer } = inUse.now();
    const signIn = signInOf(config);
    const database = config.database
      ? { url: config.database, stop: async () => {} }
      : await databaseUrl({ dataDir: homeFiles(home).postgres });
    stops.push(database.stop);
    assertSealedLine(database.url);
    const pool = openPool({ url: database.url, lost: (error) => log("database-lost", faultOf(error)) });
    stops.push(() => pool.end());
    const asked = { home, config, inUse, peer, pool, given };
    const { operations, port: operationsPort } = await startOperations(asked, stops);
    await checkServer(pool);
    await requireSchema(pool, atRest(keys.atRest), config.demo);
    const highWater = new HighWater(homeFiles(home).highWater);
    const { store, ports, desk, policy } = compose(config, keys, peer, pool, highWater, log, inUse);
    await store.replay("if-needed");
    if (ports && keys.former.length > 0) await signAnew(ports, keys);
    const guards = new Guards(store, policy);
    await guards.check();
    const forgotten = await remind(store, config.peer, highWater.read(), Date.now());
    await catchUp(store, highWater);
    if (desk) await reapply(desk, disposedMark(highWater.read()));
    if (forgotten.length > 0) log("restored", { logs: forgotten.join(",") });
    // An id that was committed before the restore may stand in a log already: the peer has to be heard first.
    const restored = new Set(forgotten.filter((origin) => origin.includes("/link/")).map(laneOf));
    const standings = new Standings({ store, peer: config.peer, log });
    await standings.check();
    await seedOfficers(config, store, desk);

    const events = new Events();
    const port = config.link.port;
    const own = () => ownCard(config, inUse.now().keys, port === 0 ? 1 : port);
    const cards = fingerprintsOf(own, inUse);
    const wakers: Waker[] = [];
    const telling = new Telling(events);
    const forget = store.onCommit((changed) => {
      telling.committed(changed);
      for (const wake of wakers) wake(changed);
    });
    stops.push(async () => forget());
    const wakeup = new Wakeup(store, database.url, (items, moved) => {
      telling.elsewhere(items, moved);
      for (const wake of wakers) wake(null);
    });
    await wakeup.listen();
    stops.push(() => wakeup.stop());

    const guarding = new Loop("guards", log, async () => {
      await guards.check();
      await standings.check();
      return GUARDS_EVERY;
    });
    standings.onDoubt(() => guarding.wake());
    guarding.start();
    stops.push(() => guarding.stop());
    const loops: Loop[] = [guarding];

    let link: LinkService | null = null;
    let linkPort: number | null = null;
    if (peer && ports && desk) {
      const leader = new Leader(database.url);
      stops.push(() => leader.stop());
      const policy = {
        own: desk.policy.hash,
        heard: (hash: string) => {
          service.peerPolicy = hash;
        },
      };
      const versions = new Versions();
      const roads = openRoads({
        road: config.link.road ?? "both",
        lanes: config.lanes,
        client: {
          policy,
          versions,
          address: peer.address,
          tls: keys.tls,
          pin: peer.tls,
          changing: changingLine(inUse),
          onConnect: (negotiated) => {
            service.negotiated = negotiated;
          },
        },
        listener: {
          ports,
          ofLane: (lane) => ({ ...ports, store: store.ofLane(lane) }),
          tls: keys.tls,
          pin: peer.tls,
          changing: changingLine(inUse),
          policy,
          versions,
          part: (c, part) => partFor(desk, c, part),
          onGreeted: (lane) => service.greeted(lane),
          onPushed: () => service.arrived(),
          ...(config.budgets && { budgets: config.budgets }),
          onOverBudget: (lane) => service.overBudget(lane),
          log,
        },
        onCalled: () => service.arrived(),
        leader,
        log,
      });
      stops.push(async () => roads.close());
      const service = new LinkService({
        store,
        ports: operations.skew.watched(ports),
        client: roads.asking,
        reaches: roads.reaches,
        road: config.link.road ?? "both",
        home,
        leader,
        log,
        cards,
        versions,
        policy: policy.own,
        witnesses: desk.witnesses,
      });
      link = service;
      const { listener } = roads;
      if (listener) {
        linkPort = await listen(listener, config.link.bind, given.link ?? port);
        stops.push(() => close(listener));
      }
      const ready = (lane: string) => !restored.has(lane) || service.heard(lane);
      const held = new Loop("held", log, async () => {
        const next = await submitDue(desk, ready);
        return next === null ? HELD_POLL : Math.min(HELD_POLL, Math.max(1, next - ports.world.now()));
      });
      const fetcher = new FileFetcher(desk, roads.asking.part);
      const files = new Loop("files", log, async () => ((await fetcher.round()) ? 0 : FILES_POLL));
      const stopping = new AbortController();
      const reading = new Loop("reading", log, async () => {
        const began = performance.now();
        if (!(await readNextFile(desk, stopping.signal))) return FILES_POLL;
        // Never more than half of a processor, whatever wakes it.
        await pause(performance.now() - began, undefined, stopping).catch(() => {});
        return 0;
      });
      const lines = new Loop("lines", log, async () => {
        const taken = await store.tx((tx) => projectStale(desk, tx));
        // What has been applied may promise attachments.
        if (taken > 0) {
          files.wake();
          reading.wake();
        }
        return taken === STALE_BATCH ? 0 : HELD_POLL;
      });
      // Whoever reads the list writes its lines first; nobody else waits for them.
      const linesSoon = gathered(LINES_AFTER, () => lines.wake());
      wakers.push((changed) => {
        if (changed === null) service.wake();
        else {
          service.waiting(changed.waiting);
          service.grown(changed.grown);
        }
        if (changed === null || changed.items.size > 0) linesSoon();
      });
      const notices = noticeLoops(desk, {
        log,
        tell: (id, officer) => events.send({ kind: "notice", id }, officer),
        mail: config.mail ?? null,
        ends: () => endsIn(home, Date.now()) ?? [],
      });
      const officers = officersLoop(desk, log);
      const rotating = keysLoop({
        home,
        store,
        ports,
        inUse,
        listener,
        log,
        hearAnew: () => service.hearAnew(),
        holds: (lane) => service.holds(lane),
        moved: () => service.wake(),
      });
      wakers.push((changed) => changed !== null && changed.logs.size > 0 && rotating.soon());
      const disposal = [...disposalLoops(desk, { home, log, ready }), scrubLoop(desk, log)];
      const witnesses = witnessLoops({
        store,
        desk,
        leader,
        log,
        ready: (lane) => service.heard(lane),
        keys: logKeys(() => inUse.now()),
      });
      loops.push(
        ...service.loops(),
        held,
        lines,
        files,
        reading,
        officers,
        rotating.loop,
        ...notices,
        ...disposal,
        ...witnesses,
      );
      for (const loop of [
        held,
        lines,
        files,
        reading,
        officers,
        rotating.loop,
        ...notices,
        ...disposal,
        ...witnesses,
      ]) {
        loop.start();
        stops.push(() => loop.stop());
      }
      service.start();
      roads.start();
      stops.push(() => service.stop());
      stops.push(() => roads.stop());
      stops.push(async () => stopping.abort());
    }

    let url = "";
    const origin = () => config.http.origin ?? url;
    const declare = declaring(desk);
    const around = { store, now: Date.now, log, party: config.party, peer: config.peer, origin, declare };
    await endOtherCards(store, config.signIn?.certificates?.officers ?? [], Date.now());
    const ways = waysOf(config.signIn ?? {}, around);
    const app = officerApp({
      store,
      ways,
      clients: new Clients({ store, now: Date.now, origin, certificates: ways.certificates }),
      us: infoOf(config),
      peer: peer && infoOf(peer),
      desk: () => {
        guards.assertWhole();
        if (!desk) throw new SetuError("NOT_LINKED", "this node is not linked yet");
        return desk;
      },
      link: async () => link?.view() ?? notLinked(cards),
      events,
      signIn,
      hosts: config.http.hosts,
      secure: config.http.secure,
      now: Date.now,
      log,
      practice: config.demo,
      about: aboutNode({ home, config, inUse, card: own, guards, loops: () => loops }),
      ...(web !== undefined && existsSync(join(web, "dist")) && { files: builtFiles(join(web, "dist")) }),
      pages: web === undefined ? null : await pagesOf(web),
      verifier: web === undefined ? null : servedVerifier(join(web, VERIFIER)),
    });
    const listener = officerListener(app);
    operations.latencies.watch(listener);
    const httpPort = await listen(listener, config.http.bind, given.http ?? config.http.port);
    stops.push(() => close(listener));
    if (ways.certificates) {
      const proxied = officerListener(app, true);
      operations.latencies.watch(proxied);
      await listenAt(proxied, ways.certificates.socket);
      stops.push(() => close(proxied));
    }
    url = new URL(`${config.http.secure ? "https" : "http"}://${config.http.hosts[0]}:${httpPort}`).origin;
    if (ways.passkeys && desk) {
      desk.officerKeys.set(config.party, ownOfficerKeys(store, ways.passkeys.rp));
      signsAt(desk, ways.passkeys.rp);
    }
    operations.serves({ store, desk, guards, loops: () => loops });
    stops.push(async () => operations.stops());
    log("started", { party: config.party, url, ...(isTraining(config) && { training: "yes" }) });
    return { party: config.party, url, linkPort, operations: operationsPort, card: own(), store, desk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The store and the desk know each other: the projection runs inside the store's transactions. */
export function compose(
  config: NodeConfig,
  keys: NodeKeys,
  peer: Card | null,
  pool: ReturnType<typeof openPool>,
  highWater: HighWater,
  log: Log = () => {},
  changing?: KeysPort,
) {
  const inUse = changing ?? (peer && fixedKeys(keys, peer));
  let desk: Desk | null = null;
  const policy = openPolicy({
    alarm: ({ action, errors }) => log("policy-failed", { action, errors: errors.length }),
  });
  const store = new PgStore({
    pool,
    atRest: atRest(keys.atRest),
    advanced: (mark) => highWater.write(mark),
    project: async (tx, changed) => {
      if (desk) await noteStale(desk, tx, changed);
    },
    follow: (tx, acts) => desk && followActs(desk, tx, acts),
    rebuild: async (tx) => {
      if (desk) await rebuildRequests(desk, tx, await rebuildActs(desk.ports, tx));
    },
    ports: () => ports,
  });
  store.witness.said = highWater.read().find(({ key }) => key.startsWith(MARK))?.size ?? 0;
  const ports: Ports | null = peer && inUse && portsOf(config, keys, peer, store, inUse);
  desk = peer &&
    inUse &&
    ports && {
      store,
      ports,
      policy,
      us: infoOf(config),
      peer: infoOf(peer),
      told: new Map(),
      officerKeys: new Map(),
      site: { own: null },
      reads: { minute: 0, who: new Set() },
      looks: new Looks(),
      release: config.release,
      brake: config.brake ?? USUAL_BRAKE,
      scanner: config.scanner ? clamd(config.scanner) : null,
      retention: config.retention ?? {},
      recallDays: config.recallDays ?? RECALL_DAYS,
      ...(config.witnesses && { witnesses: witnessesOf(config.witnesses) }),
      nodeSince(entry) {
        const { keys: own, retired } = inUse.now();
        return suspectSince([...own.former, ...retired], entry);
      },
      disposals: new Journal(join(highWater.folder, "disposals"), store.atRest.derive("disposals")),
      log,
    };
  return { store, ports, desk, policy };
}

export function portsOf(
  config: NodeConfig,
  keys: NodeKeys,
  peer: Card,
  store: PgStore,
  inUse: KeysPort = fixedKeys(keys, peer),
): Ports {
  const identity = {
    party: config.party,
    instance: config.instance,
    peer: { party: peer.party, instance: peer.instance },
    lanes: config.lanes,
    versions: [...SPOKEN.map(({ id }) => id), PERSONS_WORKFLOW, SUSPENSION_WORKFLOW, KEYS_WORKFLOW],
    pulseEvery: config.pulse * 1000,
  };
  return {
    store,
    ...keyPorts(config.party, inUse),
    verify: verifySignature,
    world: { now: Date.now, random: (bytes) => new Uint8Array(randomBytes(bytes)) },
    workflows: workflowsOf(SPOKEN),
    identity,
    unfollowed: async (tx) => inUse.unfollowed?.(tx, identity) ?? false,
  };
}

const laneOf = (origin: string): string => origin.split("/")[3] ?? "";

function signInOf(config: NodeConfig) {
  if (config.demo) return demoSignIn(config.officers, config.http.bind);
  if (!config.signIn)
    throw new SetuError("USAGE", "no sign-in is configured: name an identity provider or passkeys in signIn");
  return noAccounts;
}

const notLinked = (card: LinkView["card"]): LinkView => ({
  state: "not-linked",
  reason: null,
  lastHeard: null,
  tls: null,
  lanes: [],
  alarms: [],
  card,
  policy: null,
  now: Date.now(),
});

async function pagesOf(web: string): Promise<ReadPages | null> {
  const path = join(web, "dist-ssr", "print.js");
  return existsSync(path) ? ((await import(path)) as ReadPages) : null;
}
