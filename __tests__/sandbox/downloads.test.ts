import { expect, it } from '@jest/globals';
import { artifactOf, expireArtifact } from '../../sandbox/edit-story.ts';
import { withSandbox } from './with-sandbox.ts';

it('an artifact is a redirect to another port, whose address works once', () =>
  withSandbox(async (ask, { url }) => {
    const { status, headers } = await ask('GET', '/actions/artifacts/3184402101/zip');
    const location = headers.get('location') ?? '';
    const zip = await fetch(location);
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect({
      status,
      elsewhere: new URL(location).port !== new URL(url).port,
      type: zip.headers.get('content-type'),
      magic: bytes.toString('latin1', 0, 2),
      again: (await fetch(location)).status,
    }).toEqual({
      status: 302,
      elsewhere: true,
      type: 'application/zip',
      magic: 'PK',
      again: 403,
    });
  }));

it('the storage refuses a request that carries the token', () =>
  withSandbox(async (ask) => {
    const { headers } = await ask('GET', '/actions/artifacts/3184402101/zip');
    const authorization = 'token sandbox-token';
    const answer = await fetch(headers.get('location') ?? '', { headers: { authorization } });
    expect(answer.status).toBe(400);
  }));

it('an expired artifact is listed and gone', () =>
  withSandbox(
    async (ask) => {
      const listed = await ask('GET', '/actions/runs/22814850488/artifacts?name=junit');
      expect(listed.body).toMatchObject({ total_count: 1, artifacts: [{ expired: true }] });
      expect((await ask('GET', '/actions/artifacts/3184402101/zip')).status).toBe(410);
    },
    (story) => expireArtifact(story, 'junit'),
  ));

it('an artifact may be something else than a zip', () =>
  withSandbox(
    async (ask) => {
      const { headers } = await ask('GET', '/actions/artifacts/3184402101/zip');
      const raw = await fetch(headers.get('location') ?? '');
      expect([raw.headers.get('content-type'), await raw.text()]).toEqual(['text/xml', '<a/>']);
    },
    (story) => {
      const artifact = artifactOf(story, 'junit');
      Object.assign(artifact, { raw: Buffer.from('<a/>'), contentType: 'text/xml' });
    },
  ));

it('a job log is plain text, each line with its time', () =>
  withSandbox(async (ask) => {
    const { status, headers } = await ask('GET', '/actions/jobs/66181337202/logs');
    const lines = (await (await fetch(headers.get('location') ?? '')).text()).trimEnd().split('\n');
    expect(status).toBe(302);
    expect(lines.filter((line) => !/^2026-03-08T11:\d\d:\d\d\.\d{7}Z /.test(line))).toEqual([]);
    expect(lines).toContain(
      '2026-03-08T11:21:28.0000000Z wait-for-it: 127.0.0.1:7860 available after 12 seconds',
    );
  }));
