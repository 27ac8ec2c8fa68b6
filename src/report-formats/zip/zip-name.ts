const MAX_NAME = 1024;

/** The name as text: UTF-8 when it is valid UTF-8, flagged or not, else Latin-1. */
export function decodeZipName(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1');
  }
}

/**
 * Why a stored name may not be used as a path, undefined when it may: what every unpacking tool
 * that was ever tricked let through (CWE-22, "zip slip").
 */
export function refusedName(name: string): string | undefined {
  if (name === '') {
    return 'it has no name';
  }
  if (name.length > MAX_NAME) {
    return `its name is longer than ${MAX_NAME} characters`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL and its kin are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) {
    return 'its name contains a control character';
  }
  if (name.includes('\\')) {
    return 'its name contains a backslash';
  }
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) {
    return 'its name is an absolute path';
  }
  return name.split('/').includes('..') ? 'its name climbs out with ".."' : undefined;
}
