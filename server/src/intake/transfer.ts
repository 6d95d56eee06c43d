/** Content-Transfer-Encoding (RFC 2045 section 6). What is not of the alphabet is passed over, as section 6.8 says. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  switch (encoding.toLowerCase()) {
    case "base64":
      return Buffer.from(body.toString("latin1"), "base64");
    case "quoted-printable":
      return quotedPrintable(body.toString("latin1"));
    default:
      return body;
  }
}

/** Line by line: blanks at the end of one were put there on the way, and a sign of equality there joins it to the next. */
function quotedPrintable(text: string): Buffer {
  const lines = text.split("\n");
  const joined = lines.map((line, i) => {
    const bare = line.slice(0, endOf(line));
    if (bare.endsWith("=")) return bare.slice(0, -1);
    return i === lines.length - 1 ? bare : `${bare}\n`;
  });
  return hexBytes(joined.join(""), "=");
}

function endOf(line: string): number {
  let end = line.length;
  while (end > 0 && " \t\r".includes(line.charAt(end - 1))) end -= 1;
  return end;
}

const HEX = { "=": /=([0-9A-Fa-f]{2})/g, "%": /%([0-9A-Fa-f]{2})/g } as const;

/** @param text one sign a byte. A mark before what is no byte stands for itself */
export const hexBytes = (text: string, mark: keyof typeof HEX): Buffer =>
  Buffer.from(
    text.replace(HEX[mark], (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
