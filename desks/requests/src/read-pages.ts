import type {
  Account,
  FileManifest,
  Lang,
  LinkView,
  NodeInfo,
  RequestList,
  RequestView,
  SearchResult,
  Session,
} from "./api.ts";
import type { Dossier } from "./dossier.ts";
import type { NoticeList } from "./me.ts";
import type { PackageView } from "./packaging.ts";
import type { Picture } from "./picture.ts";
import type { Releases, ReleaseView } from "./release-api.ts";
import type { ReasonVerb } from "./reasons.ts";
import type { PartsFileView } from "./subsets.ts";
import type { Suspensions, Waiting } from "./suspension.ts";

/**
 * Pages that the node renders itself, without a script: for a poor line, an old machine, and paper. They read only,
 * and hold nothing that the API would not answer to the same officer.
 */
export const READ = "/read";

/** A signed log as this node holds it: what is on the page can be looked for under that root, and nowhere else. */
export type LogHead = {
  readonly side: "us" | "them";
  readonly origin: string;
  readonly size: number;
  /** Of the tree of that size, base64 as in its checkpoint. */
  readonly root: string;
};

export type ReadPage =
  | {
      readonly kind: "sign-in";
      readonly accounts: readonly Account[];
      /** At the ministry's identity provider; a passkey needs a script. */
      readonly oidc: boolean;
      /** The page that was asked for. */
      readonly next: string;
    }
  | {
      readonly kind: "list";
      readonly view: "inbox" | "sent" | "all";
      /** Of `ListParameters`, as they stand in the address, with the defaults of these pages. */
      readonly query: Readonly<Record<string, string>>;
      readonly list: RequestList;
    }
  | { readonly kind: "request"; readonly view: RequestView; readonly logs: readonly LogHead[] }
  | {
      readonly kind: "manifest";
      readonly ref: string;
      /** Of the act that the file came with. */
      readonly tlp: string;
      readonly manifest: FileManifest;
      /** What our scanner said of it; null when it never has. */
      readonly scan: { readonly verdict: "clean" | "found"; readonly at: number } | null;
      /** What it shows where it is a file of parts of a record. */
      readonly subset: PartsFileView | null;
    }
  /** Null: its file is asked for. */
  | {
      readonly kind: "package";
      readonly item: string;
      readonly ref: string;
      readonly view: PackageView | null;
    }
  /** Null: nothing has been looked for yet. */
  | { readonly kind: "search"; readonly q: string; readonly result: SearchResult | null }
  /** `tlp`: of the requests whose titles it shows. */
  | { readonly kind: "notices"; readonly list: NoticeList; readonly tlp: readonly string[] }
  | { readonly kind: "picture"; readonly picture: Picture; readonly link: LinkView }
  | { readonly kind: "link"; readonly view: LinkView }
  /** `waiting`: of the reader's own. */
  | { readonly kind: "suspensions"; readonly all: Suspensions; readonly waiting: Waiting }
  | { readonly kind: "releases"; readonly releases: Releases }
  | { readonly kind: "release"; readonly view: ReleaseView }
  /** Of one matter, for oversight alone. `view`: null where nothing of it ever crossed. */
  | {
      readonly kind: "dossier";
      readonly dossier: Dossier;
      readonly view: RequestView | null;
      readonly logs: readonly LogHead[];
    }
  | { readonly kind: "accessibility" }
  /** What was asked for is shown for a reason alone; `next`: its address. */
  | { readonly kind: "reason"; readonly item: string; readonly verb: ReasonVerb; readonly next: string }
  | {
      readonly kind: "refused";
      readonly code: string;
      /** Which parameter of the address was not understood, and the address of the page without it. */
      readonly stray: Stray | null;
    };

/** `name` is a filter of lists; null: none that any page knows. */
export type Stray = { readonly name: string | null; readonly without: string };

/** Who reads, where and when. */
export type Reader = {
  readonly node: NodeInfo;
  readonly session: Session | null;
  readonly lang: Lang;
  /** The address asked for this language: its links go on asking. */
  readonly asked: Lang | null;
  /** IANA zone of the officer's desk; null: the capital's. */
  readonly zone: string | null;
  /** Names of this node's officers by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Path and query of the page itself. */
  readonly address: string;
  readonly now: number;
};

/** Whoever renders them: the server knows no screens. `style` is what each page holds in its one style element. */
export type ReadPages = {
  readonly render: (page: ReadPage, reader: Reader) => string;
  readonly style: string;
};
