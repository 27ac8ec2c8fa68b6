import { expect, it } from '@jest/globals';
import { repositoryPlace } from '../../src/local/repository-identity.ts';

it.each([
  ['https://github.com/octo/till.git', 'octo/till', 'https://github.com'],
  ['https://token@github.com/octo/till', 'octo/till', 'https://github.com'],
  ['git@github.com:octo/till.git', 'octo/till', 'https://github.com'],
  ['ssh://git@ghes.example.com:2222/octo/till.git', 'octo/till', 'https://ghes.example.com'],
  ['https://gitlab.com/group/sub/till.git', 'sub/till', ''],
  ['/srv/git/till.git', 'local/work', ''],
  ['C:\\git\\till', 'local/work', ''],
  [undefined, 'local/work', ''],
])('%s is %s with pages at “%s”', (url, name, serverUrl) => {
  const place = repositoryPlace(url, '/home/ada/work', 'https://ghes.example.com');
  expect([`${place.repository.owner}/${place.repository.name}`, place.serverUrl]).toEqual([
    name,
    serverUrl,
  ]);
});
