/**
 * What this program does not have, so that what can go wrong with it cannot go wrong here. Each is told by words that
 * nobody can do without who adds it: in the source that runs in production, or among the names of its packages.
 */
export interface Absent {
  readonly words: RegExp;
  /** Files in which the words stand for something harmless, with the reason. */
  readonly but?: Readonly<Record<string, string>>;
}

export const ABSENT: Readonly<Record<string, Absent>> = {
  "a shell that is given words": {
    words: /\bexecSync\(|shell: true|\bsystem\(/,
    but: {
      "cli/src/conformance/adapter.ts":
        "the command line of whoever tests an implementation; no node runs it",
    },
  },
  LDAP: { words: /\bldap/i },
  XPath: { words: /xpath/i },
  LaTeX: { words: /\blatex\b|\bpdftex\b|--shell-escape/i },
  JNDI: { words: /\bjndi/i },
  memcache: { words: /memcache/i },
  "format strings": { words: /\bs?printf\b|util\.format|node:util".*\bformat\b/ },
  "code made of text": { words: /\beval\(|\bFunction\(["'`\w]|node:vm"|javascript:/ },
  "HTML made of text": {
    words: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|setHTMLUnsafe/i,
    but: { "web/src/read/page.tsx": "the style of a page, a constant whose hash the policy names" },
  },
  "templates and markup of users": {
    words: /handlebars|mustache|nunjucks|from "(?:ejs|pug|marked|remark)"|markdown-it|bbcode|xslt/i,
  },
  "memory that is freed by hand": { words: /dlopen|node-gyp|node-addon|node:ffi|allocUnsafe/ },
  "objects read back from bytes": { words: /v8"|\bdeserialize\(|js-yaml|node-serialize/ },
  "global names that a page's markup could take": {
    words: /document\.(?:forms|all|images)\b|window\[["'`]|window\.\w+ = /,
  },
  "scripts with a callback's name": { words: /jsonp/i },
  "messages between windows": {
    words: /(?:window|parent|opener|top)\.postMessage|addEventListener\("message"/,
    but: {
      "desks/requests/src/screens/drafts.ts":
        "a BroadcastChannel, which reaches pages of this origin alone; two words",
    },
  },
  "windows that a page opens": { words: /window\.open\(|_blank/ },
  "plug-ins of browsers": { words: /<object |<embed |<applet |ActiveXObject|silverlight/ },
  "other sites that may read": { words: /access-control-allow-origin|hono\/cors/i },
  GraphQL: { words: /graphql/i },
  WebSocket: { words: /WebSocket|\bfrom "ws"|hono\/ws/ },
  "HTTP/2 and HTTP/3": { words: /node:http2|node:quic/ },
  "headers that only a proxy may set": { words: /x-forwarded|x-real-ip|"forwarded"|x-user-id/i },
  "passwords of officers": { words: /type="password"|\bbcrypt|argon2|pbkdf2|\bscrypt/i },
  "codes by time, message or telephone, and secret questions": {
    words: /\btotp\b|otpauth|twilio|sendSms|PushManager|secretQuestion/i,
  },
  SAML: { words: /\bsaml/i },
  "grants through a browser": { words: /oidc-provider|@node-oauth|pushed_authorization|code_verifier/ },
  "access tokens of others": { words: /introspect|validateJwtAccessToken|protectedresource/i },
  "signing out from behind": { words: /logout\+jwt|backchannel/i },
  "media between browsers": { words: /RTCPeerConnection|webrtc|\bstun:|\bdtls\b|\bsrtp\b/i },
  "weak cryptography": {
    words: /\bmd5\b|\bsha-?1\b|\brc4\b|3des|-ecb\b|-cbc\b|RSA_PKCS1_PADDING|createCipher\(/i,
  },
  "chance that can be guessed": {
    words: /Math\.random/,
    but: {
      "server/src/db/transaction.ts": "how long to wait before the next try",
      "server/src/node/loop.ts": "how long to wait before the next try",
    },
  },
  "a list of a folder that is served": { words: /serveStatic|serve-index|autoindex/i },
  "pages about the interface": { words: /swagger|openapi|redoc\b/i },
  "a way in for debuggers": { words: /\bdebugger\b|node:inspector"|--inspect/ },
};
