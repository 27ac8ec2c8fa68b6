import { expect, it } from '@jest/globals';
import { withDeadline } from '../../../src/collect/collect.ts';
import { ok, type Result } from '../../../src/model/result.ts';

const LATE = {
  ok: false,
  error: { kind: 'unreachable', message: 'collecting takes at most 10 minutes' },
};

function limited(answer: Promise<Result<string>>) {
  const controller = new AbortController();
  let sent = 0;
  const port = {
    name: 'app',
    read: (_path: string): Promise<Result<string>> => {
      sent += 1;
      return answer;
    },
  };
  return {
    port: withDeadline(port, controller.signal, 10),
    pass: () => controller.abort(),
    sent: () => sent,
  };
}

it('a request that is open at the deadline ends with an error', async () => {
  const { port, pass } = limited(new Promise(() => undefined));
  const read = port.read('a');
  pass();
  expect(await read).toEqual(LATE);
});

it('no request is sent after the deadline', async () => {
  const { port, pass, sent } = limited(Promise.resolve(ok('text')));
  pass();
  expect([await port.read('a'), sent()]).toEqual([LATE, 0]);
});

it('an answer before the deadline is passed on, and so are values', async () => {
  const { port } = limited(Promise.resolve(ok('text')));
  expect([await port.read('a'), port.name]).toEqual([ok('text'), 'app']);
});

it('an error that is thrown before the deadline is passed on', async () => {
  const { port } = limited(Promise.reject(new Error('broken')));
  await expect(port.read('a')).rejects.toThrow('broken');
});
