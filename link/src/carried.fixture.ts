import { equalBytes, sha256 } from "tlog";
import { concat } from "./bytes.ts";
import { readSections, SectionWriter, type Source } from "./carried-file.ts";
import { asOf, encodeOpen, isForUs, parseOpen, type OpenWords } from "./carried-words.ts";
import { takeLane, type LaneTaken } from "./carry-in.ts";
import { laneSections, signForFile, type LaneKnown, type LaneSigned } from "./carry-out.ts";
import { LANE, utf8, type Node } from "./pair.fixture.ts";

/** A stick between two nodes of the fixture: what a server does with files, over bytes in memory. */
export class Courier {
  readonly node: Node;
  readonly known = new Map<string, LaneKnown>();
  signed: LaneSigned | null = null;

  constructor(node: Node) {
    this.node = node;
  }

  async out(lanes: readonly string[] = [LANE]): Promise<Uint8Array> {
    const { ports, now } = this.node;
    const { identity } = ports;
    const writer = new SectionWriter(ports.world.random(16).toHex(), { sign: (m) => sealOf(this.node, m) });
    const open: OpenWords = {
      from: identity.party,
      instance: identity.instance,
      to: identity.peer.party,
      toInstance: identity.peer.instance,
      at: now,
      key: utf8(identity.party),
      files: [],
    };
    const parts = [writer.write({ kind: "open", name: "", pos: 0, bytes: encodeOpen(open) })];
    for (const lane of lanes) {
      this.signed = await signForFile(ports, lane);
      for await (const section of laneSections(ports, lane, this.known.get(lane) ?? null))
        parts.push(writer.write(section));
    }
    parts.push(writer.write({ kind: "end", name: "", pos: 0, bytes: new Uint8Array() }));
    return concat(parts);
  }

  async into(bytes: Uint8Array, lanes: readonly string[] = [LANE]): Promise<readonly LaneTaken[]> {
    const { ports, peer } = this.node;
    const source = sourceOf(bytes);
    let at = 0;
    const { places } = await readSections(source, (open) => {
      const words = parseOpen(open);
      if (!isForUs(words, ports.identity)) throw new Error("a file for somebody else");
      at = asOf(words, this.node.now);
      return (message, signature) => equalBytes(signature, sealOf(peer, message));
    });
    const taken: LaneTaken[] = [];
    for (const lane of lanes) {
      const one = await takeLane(ports, lane, { at, source, places });
      if (one.known && at >= (this.known.get(lane)?.at ?? 0)) this.known.set(lane, one.known);
      taken.push(one.taken);
    }
    return taken;
  }
}

export const sourceOf =
  (bytes: Uint8Array): Source =>
  async (at, length) =>
    bytes.subarray(at, at + length);

const sealOf = (node: Node, message: Uint8Array): Uint8Array =>
  sha256(concat([utf8(`line ${node.party}`), message]));
