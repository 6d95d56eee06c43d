import type { Abuse, Answer, CHAPTERS, TestName } from "./asvs.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");
const named = (tests: readonly TestName[]): string =>
  tests.map(([file, name]) => `\`${file}\`: ${cell(name)}`).join("<br>");

const CHAPTER_NAMES = [
  "Encoding and sanitization",
  "Validation and business logic",
  "Web frontend",
  "API and web service",
  "Files",
  "Authentication",
  "Sessions",
  "Authorization",
  "Self-contained tokens",
  "OAuth and OIDC",
  "Cryptography",
  "Communication",
  "Configuration",
  "Data protection",
  "Secure coding and architecture",
  "Logging and error handling",
  "WebRTC",
] as const satisfies { readonly length: (typeof CHAPTERS)["length"] };

const kindOf = (answer: Answer) =>
  answer.notMet !== undefined ? "not met" : answer.organisational !== undefined ? "organisational" : "test";
/** What a test holds that finds nothing: that a thing is not there, or that something was written down. */
const onlyIn = (file: string) => (answer: Answer) => answer.tests?.every(([each]) => each === file) === true;

export function asvsPage(answers: readonly Answer[]): string {
  const count = (kind: string, level?: number) =>
    answers.filter((each) => kindOf(each) === kind && (level ?? each.level) === each.level).length;
  const row = (level?: number) =>
    [count("test", level), count("organisational", level), count("not met", level)].join(" | ");
  const absent = answers.filter(onlyIn("tools/absent.test.ts")).length;
  const written = answers.filter(onlyIn("tools/asvs.test.ts")).length;
  const lines = [
    "# OWASP ASVS 5.0.0, level 3",
    "",
    "Each of the 345 requirements of the [OWASP Application Security Verification Standard 5.0.0](https://github.com/OWASP/ASVS/tree/v5.0.0) has one answer: a test that fails when it is broken, who has to see to it, or that it is not met, and how far it is. What is asked for stands here in a few words of ours; the standard's own words decide (CC BY-SA 4.0, The OWASP Foundation). This is our own account, and nobody has audited it.",
    "",
    "Written from `spec/asvs` by `UPDATE=1 node --test tools/asvs.test.ts`, which also looks whether each test is there.",
    "",
    "|         | test | organisational | not met |",
    "| ------- | ---- | -------------- | ------- |",
    ...([1, 2, 3] as const).map((level) => `| level ${level} | ${row(level)} |`),
    `| all     | ${row()} |`,
    "",
    `Of the tests, ${absent} find that what a requirement is about is not there at all (no passwords, no authorization server, no WebRTC), and ${written} that something is written down or a number stands in the code: such an answer says what there is, not that it is enough.`,
  ];
  CHAPTER_NAMES.forEach((name, i) => {
    lines.push(
      "",
      `## V${i + 1} ${name}`,
      "",
      "| no. | level | asks for | answer |",
      "| --- | --- | --- | --- |",
    );
    for (const each of answers.filter(({ id }) => id.startsWith(`${i + 1}.`))) {
      const pages = (each.written ?? []).map((page) => `[${page}](${page.replace(/^docs\//, "")})`);
      const held = [named(each.tests ?? []), ...pages].filter(Boolean).join("<br>");
      const answer =
        each.notMet !== undefined
          ? `**not met**, because ${cell(each.notMet)}`
          : each.organisational !== undefined
            ? `**organisational**: ${cell(each.organisational)}`
            : held;
      lines.push(`| ${each.id} | ${each.level} | ${cell(each.what)} | ${answer} |`);
    }
  });
  return `${lines.join("\n")}\n`;
}

export function abusePage(abuses: readonly Abuse[]): string {
  const green = abuses.filter(({ tests }) => tests).length;
  const lines = [
    "# Abuses, and the tests that try them",
    "",
    `${abuses.length} ways to abuse a node that were written down before it was built. ${green} have a test, ${abuses.length - green} not yet.`,
    "",
    'Written from `spec/abuse.json` by `UPDATE=1 node --test tools/asvs.test.ts`, which also looks whether each test is there. There are more tests of most of them: `grep -rn "abuse [0-9]" --include=*.test.ts .`',
    "",
    "| no. | abuse | tests |",
    "| --- | --- | --- |",
    ...abuses.map(
      ({ no, what, tests, notYet }) =>
        `| ${no} | ${cell(what)} | ${tests ? named(tests) : `not yet, because ${cell(notYet ?? "")}`} |`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
