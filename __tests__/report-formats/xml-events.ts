import { SaxesParser } from 'saxes';
import { XmlReader } from '../../src/report-formats/xml/xml.ts';
import type { XmlAttributes } from '../../src/report-formats/xml/xml-handler.ts';

/** Every attribute name that the fuzzed documents use: the scanner only knows what it is asked for. */
export const ATTRIBUTES = ['a', 'b', 'name', 'message', 'time'] as const;

type Events = readonly string[] | 'refused';

function merged(events: readonly (readonly [string, string])[]): string[] {
  const out: string[] = [];
  let text = '';
  for (const [kind, value] of events) {
    if (kind === 'text') {
      text += value;
      continue;
    }
    if (text !== '') {
      out.push(`text ${JSON.stringify(text)}`);
      text = '';
    }
    out.push(`${kind} ${value}`);
  }
  return out;
}

function shown(get: (name: string) => string | undefined): string {
  return JSON.stringify(ATTRIBUTES.map((name) => get(name) ?? null));
}

/** What our reader makes of a document that arrives in pieces of `size` bytes. */
export function ourEvents(document: Uint8Array, size: number): Events {
  const events: [string, string][] = [];
  const reader = new XmlReader({
    open: (name: string, attributes: XmlAttributes) => {
      events.push(['open', `${name} ${shown((key) => attributes.get(key))}`]);
    },
    close: (name) => events.push(['close', name]),
    text: (text) => events.push(['text', text]),
    wantsText: () => true,
  });
  for (let at = 0; at < document.length; at += size) {
    reader.write(document.subarray(at, at + size));
  }
  return reader.end() === undefined ? merged(events) : 'refused';
}

/** What saxes makes of it, a DOCTYPE being refused. */
export function referenceEvents(document: Uint8Array): Events {
  const events: [string, string][] = [];
  const parser = new SaxesParser();
  let refused = false;
  let depth = 0;
  const text = (piece: string) => {
    if (depth > 0) {
      events.push(['text', piece]);
    }
  };
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', () => {
    refused = true;
  });
  parser.on('doctype', () => {
    refused = true;
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth++;
    events.push([
      'open',
      `${local(name)} ${shown((key) => (Object.hasOwn(attributes, key) ? attributes[key] : undefined))}`,
    ]);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    events.push(['close', local(name)]);
  });
  parser.on('text', text);
  parser.on('cdata', text);
  try {
    parser.write(new TextDecoder().decode(document)).close();
  } catch {
    return 'refused';
  }
  return refused ? 'refused' : merged(events);
}
