/**
 * Every field of `node.json`, as it is parsed in `config.ts` and in what that file calls; a field that has no row here
 * fails a test. `[]` is each of a list, `*` each name of an object.
 */
export type FieldRow = readonly [path: string, type: string, absent: string, meaning: string];

/** In place of a default: it has to be said. */
const REQUIRED = "required";
const NONE = "none";

const NODE: readonly FieldRow[] = [
  ["party", "code", REQUIRED, "whose node this is, such as `ca`"],
  ["peer", "code", REQUIRED, "the other party, such as `in`"],
  [
    "instance",
    "1 to 1,000,000",
    REQUIRED,
    "number in the names of the logs: a node that begins anew takes the next; from 900,000 on the node trains",
  ],
  ["name.en", "text", REQUIRED, "the node's name on the screens, in English"],
  ["name.fr", "text", REQUIRED, "the same in French"],
  ["name.hi", "text", REQUIRED, "the same in Hindi"],
  ["zone.id", "IANA name", REQUIRED, "time zone of the node, such as `America/Toronto`"],
  ["zone.label", "text", REQUIRED, "what stands behind a time of day, such as `ET`"],
  ["calendar", "id", REQUIRED, "working days, of `spec/clock/calendars`"],
  ["lanes", "list of codes", REQUIRED, "lanes of the link; both nodes have the same"],
  ["pulse", "seconds, 1 to 86,400", REQUIRED, "between two pulses"],
  ["demo", "yes or no", REQUIRED, "sign-in without proof, only on the loopback"],
  [
    "database",
    "URL",
    "`DATABASE_URL`, else the embedded PostgreSQL",
    "the PostgreSQL server; a secret where it holds a password",
  ],
  [
    "recallDays",
    "1 to 3,650",
    "30",
    "after so many days a recall of ours without an answer is shown as unconfirmed",
  ],
  [
    "witnesses.policy[]",
    "lines",
    "nobody is asked",
    "C2SP tlog-policy: `witness NAME KEY ADDRESS`, `group`, `quorum` ([witness.md](witness.md))",
  ],
  ["witnesses.every", "seconds, 1 to 3,600", "60", "between two questions"],
  [
    "witnesses.lateAfter",
    "hours, 1 to 8,760",
    "24",
    "without enough witnesses for so long, that is shown as late",
  ],
];

const PLACES: readonly FieldRow[] = [
  ["link.host", "name or address", REQUIRED, "where the peer reaches this node, as its card says"],
  ["link.bind", "address", REQUIRED, "where it listens for the peer"],
  ["link.port", "0 to 65,535", REQUIRED, "port of both"],
  [
    "link.road",
    "code",
    "both sides",
    "who opens the connections of the link: `both`, `out`, `in`; or `file`, nobody",
  ],
  ["http.hosts[]", "names", REQUIRED, "under which officers ask; any other is refused"],
  ["http.bind", "address", REQUIRED, "where it listens for officers: the loopback, behind a proxy"],
  ["http.port", "0 to 65,535", REQUIRED, "port of that"],
  ["http.secure", "yes or no", REQUIRED, "cookies only over TLS, which a proxy speaks"],
  [
    "http.origin",
    "origin",
    "the first host with the port",
    "what officers have in the address bar; keys are bound to it",
  ],
  ["operations.host", "address of this machine", "nowhere", "where health and figures are asked after"],
  ["operations.port", "0 to 65,535", "nowhere", "port of that"],
  ["operations.socket", "path", "nowhere", "a Unix socket in place of both"],
  ["scanner.host", "address of this machine", "files are not scanned", "where clamd listens"],
  ["scanner.port", "1 to 65,535", "files are not scanned", "port of that"],
  ["scanner.socket", "path", "files are not scanned", "its Unix socket in place of both"],
  [
    "mail.url",
    "`smtp:` or `smtps:` URL",
    "no mail",
    "server that takes content-free mail; a secret where it holds a password",
  ],
  ["mail.from", "address", "no mail", "sender of it"],
];

const OFFICERS: readonly FieldRow[] = [
  ["officers[].id", "id", REQUIRED, "names her in every log; never used again for somebody else"],
  ["officers[].name", "text", REQUIRED, "as screens show her"],
  ["officers[].agency", "text", REQUIRED, "as markings name it"],
  ["officers[].lang", "`en`, `fr`, `hi`", REQUIRED, "of screens and mail, until she chooses"],
  ["officers[].clearance", "0 to 4", REQUIRED, "highest level that she reads"],
  ["officers[].compartments", "list of ids", REQUIRED, "that she is in"],
  ["officers[].powers", "list of powers", REQUIRED, "what she may do"],
  [
    "officers[].topics",
    "by power, topic and level",
    "all, up to the clearance",
    "where reading, drafting, sending and approving hold",
  ],
  ["officers[].from", "RFC 3339, `Z`", REQUIRED, "accredited from here"],
  ["officers[].until", "RFC 3339, `Z`", REQUIRED, "up to here"],
  ["officers[].suspended", "yes or no", REQUIRED, "signed out, and acts no more"],
  ["officers[].mail", "address", NONE, "where content-free mail for her goes"],
  ["officers[].person", "id", "the officer", "the same word in all accounts of one person"],
];

const SIGN_IN: readonly FieldRow[] = [
  ["signIn.passkeys.synced", "yes or no", "no passkeys", "whether keys that a cloud copies are taken"],
  ["signIn.certificates.socket", "path", "no cards", "Unix socket of the proxy that ends TLS"],
  ["signIn.certificates.ca", "PEM", "no cards", "authority of the certificates"],
  ["signIn.certificates.crl", "path", "no cards", "its list of revocations, kept up to date"],
  ["signIn.certificates.officers[].key", "SHA-256, base64url", "no cards", "of a certificate's public key"],
  ["signIn.certificates.officers[].id", "id", "no cards", "whose it is"],
  ["signIn.oidc.issuer", "https URL", "no provider", "exactly as the provider writes it"],
  ["signIn.oidc.client", "text", "no provider", "as this node is registered there"],
  ["signIn.oidc.secret", "text", "a public client", "a secret"],
  ["signIn.oidc.claim", "text", "no provider", "which says who it is for ever"],
  ["signIn.oidc.officers[].is", "text", "the claim is the id", "what the claim says of her"],
  ["signIn.oidc.officers[].id", "id", "the claim is the id", "and who she is here"],
  ["signIn.oidc.acr", "list of texts", "any", "authentication contexts of which one is needed"],
  [
    "signIn.oidc.maxAge",
    "seconds, 0 to 86,400",
    "as the provider thinks right",
    "for which a sign-in there counts",
  ],
  ["signIn.oidc.hosts", "list of names", NONE, "of the provider, on private addresses"],
  ["signIn.oidc.ca", "PEM", "the system's", "authority of their certificates"],
];

const RULES: readonly FieldRow[] = [
  [
    "release.gates",
    "threshold",
    REQUIRED,
    "from which marking on gates are asked: `never`, `always`, or `tlp` and `level`",
  ],
  ["release.fourEyes", "threshold", REQUIRED, "from which marking on a second person approves"],
  ["release.signed", "threshold", REQUIRED, "from which marking on the approver signs"],
  ["release.*.tlp", "list of TLP labels", REQUIRED, "of a threshold"],
  ["release.*.level", "1 to 4", REQUIRED, "of a threshold: national level"],
  ["release.profiles", "list", REQUIRED, "one for each kind of exchange (`spec/release.md`)"],
  ["release.instruments", "list", "the default register", "on what exchanges rest, beside or in place of it"],
  [
    "brake.openedPerHour",
    "1 to 100,000",
    "the usual figure",
    "from how many matters opened reading is stopped",
  ],
  [
    "brake.takenPerDay",
    "1 to 10,000,000",
    "the usual figure",
    "from how many matters taken out it is stopped",
  ],
  [
    "budgets.*.entries",
    "1 to 1,000,000,000",
    "200,000",
    "what the peer may bring in on a lane within an hour",
  ],
  ["budgets.*.bytes", "1 upwards", "2 GiB", "the same in bytes"],
  ["retention.standard", "days", "until persons decide", "how long a matter that is over is kept"],
  ["retention.case", "days", "until persons decide", "the same of what was registered here"],
];

export const SECTIONS: readonly (readonly [title: string, rows: readonly FieldRow[]])[] = [
  ["The node", NODE],
  ["Where it listens, and what it asks", PLACES],
  ["Officers", OFFICERS],
  ["Sign-in", SIGN_IN],
  ["Rules", RULES],
];

/** The page docs/configuration.md. */
export function configReference(): string {
  const parts = SECTIONS.map(([title, rows]) => {
    const lines = rows.map(
      ([path, type, absent, meaning]) => `| \`${path}\` | ${type} | ${absent} | ${meaning} |`,
    );
    return [
      `## ${title}`,
      "",
      "| field | type | absent | meaning |",
      "| --- | --- | --- | --- |",
      ...lines,
    ].join("\n");
  });
  return `${[HEAD, ...parts].join("\n\n")}\n`;
}

const HEAD = `# Configuration

Printed by \`setu config reference\`. \`node.json\` in the home of a node is JSON of at most 64 KiB; a field that is not here is refused. \`[]\` is each of a list, \`*\` each name of an object. \`setu config check FILE\` reads a file as the node would. All fields are there since 0.1.0.`;
