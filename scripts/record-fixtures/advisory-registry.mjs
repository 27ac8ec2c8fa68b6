import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * A package registry on this machine with three packages that do not exist and the advisories about
 * them, so that audit tools can be recorded without asking anybody: their output then has the shape
 * that the tool writes and content that is our own.
 */
const PACKAGES = {
  'tidal-clock': { '1.2.0': {}, '1.3.0': {} },
  'old-buoy': { '0.3.1': { 'tidal-clock': '^1.0.0' } },
  'calm-harbour': { '2.0.0': {} },
};
const ADVISORIES = [
  advisory(9001, 'tidal-clock', 'critical', '<1.3.0', 'Clock hands can be wound from outside'),
  advisory(9002, 'old-buoy', 'moderate', '<=0.3.1', 'Buoy light blinks without end'),
];

function advisory(id, name, severity, vulnerable_versions, title) {
  const ghsa = `GHSA-aaaa-bbbb-${String(id)}`;
  return {
    id,
    name,
    module_name: name,
    severity,
    title,
    vulnerable_versions,
    patched_versions: name === 'tidal-clock' ? '>=1.3.0' : '<0.0.0',
    url: `https://github.com/advisories/${ghsa}`,
    github_advisory_id: ghsa,
    cwe: ['CWE-400'],
    cvss: { score: severity === 'critical' ? 9.8 : 5.3, vectorString: null },
    overview: title,
    recommendation: 'Sail on.',
    references: '',
    access: 'public',
    created: '2025-07-04T12:00:00.000Z',
    updated: '2025-07-04T12:00:00.000Z',
    found_by: null,
    reported_by: null,
  };
}

/** Starts it; `url` is its address, `close` ends it. */
export async function startRegistry() {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (path.endsWith('.tgz')) {
        response.end(tarball(path));
        return;
      }
      const answer = answerTo(path, bodyOf(request, Buffer.concat(chunks)), url());
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { error: 'not found' }));
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = () => `http://127.0.0.1:${server.address().port}`;
  return { url: url(), close: () => new Promise((done) => server.close(done)) };
}

/** Every version but the newest of a package that has two. */
function isAbout(known, name, version) {
  return known.name === name && version !== '1.3.0';
}

function bodyOf(request, bytes) {
  if (bytes.length === 0) return {};
  const zipped = request.headers['content-encoding'] === 'gzip' || bytes[0] === 0x1f;
  return JSON.parse(String(zipped ? gunzipSync(bytes) : bytes));
}

function answerTo(path, body, url) {
  if (path.endsWith('/advisories/bulk')) {
    const names = Object.keys(body);
    return Object.fromEntries(
      names
        .map((name) => [name, ADVISORIES.filter((one) => one.name === name)])
        .filter(([, found]) => found.length > 0),
    );
  }
  if (/\/security\/audits(?:\/quick)?$/.test(path)) return wholeAudit(body);
  const name = decodeURIComponent(path.slice(1).split('?')[0]);
  return Object.hasOwn(PACKAGES, name) ? packument(name, url) : undefined;
}

/** A package of nothing but its `package.json`: one tar header, its text, and the end. */
function tarball(path) {
  const [, name, version] = /^\/([^/]+)\/-\/\1-(.+)\.tgz$/.exec(path) ?? [];
  const dependencies = PACKAGES[name]?.[version] ?? {};
  const text = Buffer.from(JSON.stringify({ name, version, license: 'MIT', dependencies }));
  const header = Buffer.alloc(512);
  header.write('package/package.json');
  header.write(`0000644\0${'0000000\0'.repeat(2)}`, 100);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124);
  header.write(`${' '.repeat(8)}0`, 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const filled = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  text.copy(filled);
  return gzipSync(Buffer.concat([header, filled, Buffer.alloc(1024)]));
}

function packument(name, url) {
  const versions = Object.entries(PACKAGES[name]).map(([version, dependencies]) => [
    version,
    {
      name,
      version,
      dependencies,
      dist: {
        tarball: `${url}/${name}/-/${name}-${version}.tgz`,
        shasum: createHash('sha1')
          .update(tarball(`/${name}/-/${name}-${version}.tgz`))
          .digest('hex'),
      },
    },
  ]);
  const newest = versions.at(-1)[0];
  return { name, 'dist-tags': { latest: newest }, versions: Object.fromEntries(versions) };
}

/** The answer of the older endpoint, to the tree of dependencies that the client sends. */
function wholeAudit(tree) {
  const found = new Map();
  let total = 0;
  const walk = (dependencies, path) => {
    for (const [name, one] of Object.entries(dependencies ?? {})) {
      total += 1;
      const here = [...path, name];
      for (const each of ADVISORIES.filter((known) => isAbout(known, name, one.version))) {
        const versions = found.get(each.id) ?? new Map();
        versions.set(one.version, [...(versions.get(one.version) ?? []), here.join('>')]);
        found.set(each.id, versions);
      }
      walk(one.dependencies, here);
    }
  };
  walk(tree.dependencies, []);
  const advisories = ADVISORIES.filter(({ id }) => found.has(id)).map((one) => [
    one.id,
    {
      ...one,
      findings: [...found.get(one.id)].map(([version, paths]) => ({ version, paths })),
    },
  ]);
  const vulnerabilities = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
  for (const [, one] of advisories) {
    vulnerabilities[one.severity] += one.findings.flatMap(({ paths }) => paths).length;
  }
  const actions = advisories.map(([id, one]) => ({
    action: 'review',
    module: one.name,
    resolves: one.findings.flatMap(({ paths }) =>
      paths.map((path) => ({ id, path, dev: false, optional: false, bundled: false })),
    ),
  }));
  return {
    actions,
    advisories: Object.fromEntries(advisories),
    muted: [],
    metadata: {
      vulnerabilities,
      dependencies: total,
      devDependencies: 0,
      optionalDependencies: 0,
      totalDependencies: total,
    },
  };
}
