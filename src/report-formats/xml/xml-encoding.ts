/** Bytes in which an encoding declaration must have ended. */
export const DECLARATION_BYTES = 1024;

/** How a document is encoded: UTF-8 as it is, or by one of the encodings of the WHATWG standard. */
export type XmlEncoding =
  | { readonly state: 'utf-8'; readonly skip: number }
  | { readonly state: 'legacy'; readonly decoder: InstanceType<typeof TextDecoder> }
  | { readonly state: 'unknown'; readonly label: string };

const LABEL = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;
/** .NET writes the name of its strings' encoding into files that are UTF-8. */
const CLAIMED_ONLY =
  /^(?:utf-?8|us-ascii|ascii|utf-?16(?:le|be)?|utf-?32|ucs-[24]|iso-10646-ucs-[24])$/i;

/**
 * Finds out from a document's first bytes: a byte order mark, else the zero bytes of UTF-16, else
 * what the XML declaration says (XML 1.0, appendix F). Invalid bytes never fail, they become U+FFFD.
 */
export function xmlEncoding(head: Uint8Array): XmlEncoding {
  const mark = Buffer.from(head.subarray(0, 3)).toString('hex');
  if (mark === 'efbbbf') {
    return { state: 'utf-8', skip: 3 };
  }
  if (/^(?:fffe|(?!00)..00)/.test(mark)) {
    return { state: 'legacy', decoder: new TextDecoder('utf-16le') };
  }
  if (/^(?:feff|00(?!00)..)/.test(mark)) {
    return { state: 'legacy', decoder: new TextDecoder('utf-16be') };
  }
  const { buffer, byteOffset, length } = head;
  const start = Buffer.from(buffer, byteOffset, Math.min(length, DECLARATION_BYTES));
  const label = LABEL.exec(start.toString('latin1'))?.[1] ?? 'utf-8';
  return CLAIMED_ONLY.test(label) ? { state: 'utf-8', skip: 0 } : legacy(label);
}

function legacy(label: string): XmlEncoding {
  try {
    return { state: 'legacy', decoder: new TextDecoder(label) };
  } catch {
    return { state: 'unknown', label };
  }
}
