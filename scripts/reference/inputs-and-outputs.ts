import { parse } from 'yaml';
import { configSchema } from '../../src/config/config-schema.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default: string }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
}

/** Returns the page about the action's inputs and outputs, from the text of `action.yml`. */
export function inputsAndOutputs(actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Action;
  const keys = Object.keys(configSchema.shape);
  const inConfig = (name: string): string => {
    if (name === 'milestone') return '`milestone.id`';
    return keys.includes(name) ? inCode(name) : '';
  };
  return [
    GENERATED,
    '',
    '# Inputs and outputs',
    '',
    'What `action.yml` declares. An input that equals its default counts as not given, so that the key of the same meaning in the config can set it ([why](../adr/0002-inputs-at-their-default.md)). A list has one entry per line. A wrong value ends the audit with the status `error` and names every wrong input at once.',
    '',
    '## Inputs',
    '',
    ...markdownTable(
      ['input', 'default', 'config key', 'meaning'],
      Object.entries(inputs).map(([name, input]) => [
        inCode(name),
        inCode(input.default),
        inConfig(name),
        input.description,
      ]),
    ),
    '',
    'The config key `trust` and all keys about judging have no input; they are in [configuration](../configuration.md).',
    '',
    '## Outputs',
    '',
    'An output without a value is the empty string.',
    '',
    ...markdownTable(
      ['output', 'meaning'],
      Object.entries(outputs).map(([name, { description }]) => [inCode(name), description]),
    ),
    '',
    'The three files lie in the folder that `RUNNER_TEMP` names. `evidence-file` holds the whole evidence; it is committed compressed next to the document, up to 1 MiB of compressed bytes.',
    '',
  ].join('\n');
}
