import { makeZip } from '../__tests__/report-formats/zip/make-zip.ts';

/** Small, fast and the same everywhere (mulberry32): the bench reads the same bytes on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS =
  'order invoice customer parses renders retries rejects empty nested unicode cache token stream clock header payload naïve 注文 résumé 😀 a&amp;b x&lt;y'.split(
    ' ',
  );

function sentence(next, words) {
  return Array.from({ length: words }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
}

function trace(next, file) {
  const lines = 12 + Math.floor(next() * 40);
  return Array.from(
    { length: lines },
    (_, n) => `    at module${n}.${sentence(next, 2)} (/srv/app/${file}.ts:${n}:${lines})`,
  ).join('\n');
}

/** 1 % failed, 2 % skipped, 10 % with captured output in CDATA: as real suites are, and a bit worse. */
function testcase(next, file, n) {
  const head = `    <testcase classname="com.example.shop.${file}Test" name="${sentence(next, 4)} ${n}" time="${(next() * 2).toFixed(3)}"`;
  const kind = next();
  if (kind < 0.01) {
    return `${head}>\n      <failure message="expected ${n} to equal ${n + 1}" type="AssertionError"><![CDATA[${trace(next, file)}]]></failure>\n    </testcase>\n`;
  }
  if (kind < 0.03) {
    return `${head}>\n      <skipped message="not on this platform"/>\n    </testcase>\n`;
  }
  if (kind < 0.13) {
    return `${head}>\n      <system-out><![CDATA[${sentence(next, 150)}\n<testcase name="fake"/>\n]]></system-out>\n    </testcase>\n`;
  }
  return `${head}>\n      <!-- <testcase name="commented out"/> -->\n    </testcase>\n`;
}

/** One JUnit file of `tests` cases as UTF-8; the same for the same arguments. */
export function junitFile(index, tests) {
  const next = random(index + 1);
  const file = `Module${index}`;
  const parts = [
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${file}" tests="${tests}">\n`,
  ];
  for (let n = 0; n < tests; n++) {
    parts.push(testcase(next, file, n));
  }
  parts.push('  </testsuite>\n</testsuites>\n');
  return Buffer.from(parts.join(''));
}

/** A zip of `files` such files, sizes and checksums behind the content as upload-artifact writes them. */
export function junitZip(files, testsEach) {
  return makeZip(
    Array.from({ length: files }, (_, n) => ({
      name: `reports/TEST-${n}.xml`,
      content: junitFile(n, testsEach),
      descriptor: true,
    })),
  );
}
