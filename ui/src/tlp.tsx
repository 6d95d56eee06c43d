/** TLP 2.0, section 1b: labels stay in their original form in every language; always text and colour on black. */
export function Tlp({ label }: { readonly label: string }) {
  const colour = label.split("+")[0];
  return (
    <span className={`tlp tlp-${colour}`} translate="no" lang="en">
      TLP:{label}
    </span>
  );
}
