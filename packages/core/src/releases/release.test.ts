import { describe, expect, test } from 'vitest';
import { apis } from '../apis/index.ts';
import { Release } from './release.ts';
import { RELEASE_NAMES } from './release-name.ts';

const declared = (name: string, min: number, max: number) => ({ name, request: { versions: [min, max] } }) as const;

describe('served', () => {
  test.each([
    { release: '3.9', api: declared('Fetch', 0, 18), served: [0, 17] },
    { release: '4.0', api: declared('Fetch', 0, 18), served: [4, 17] },
    { release: '4.1', api: declared('Fetch', 0, 18), served: [4, 18] },
    { release: '4.4', api: declared('Fetch', 0, 18), served: [4, 18] },
    { release: '4.4', api: declared('Fetch', 4, 11), served: [4, 11] },
    { release: '3.9', api: declared('Fetch', 4, 18), served: [4, 17] },
    { release: '4.4', api: declared('Produce', 0, 13), served: [3, 13] },
    // v6 is not stable in any release.
    { release: '4.4', api: declared('InitProducerId', 0, 6), served: [0, 5] },
    { release: '4.0', api: declared('ShareFetch', 0, 2), served: undefined },
    { release: '4.1', api: declared('ShareFetch', 0, 2), served: [1, 1] },
    { release: '4.1', api: declared('ShareFetch', 2, 2), served: undefined },
    { release: '4.3', api: declared('UnregisterController', 0, 0), served: undefined },
  ] as const)('$api.name as declared here, in $release: $served', ({ release, api, served }) => {
    expect(new Release(release).served(api)).toEqual(served);
  });

  test('every release knows of every API that has a handler', () => {
    for (const name of RELEASE_NAMES) {
      const release = new Release(name);
      for (const api of apis) expect(() => release.served(api)).not.toThrow();
    }
  });

  test('an API that no release was asked for is our own mistake', () => {
    expect(() => new Release('4.4').served(declared('Teleport', 0, 0))).toThrow('Teleport is missing');
  });
});

test('a release is at least itself and what came before it', () => {
  const release = new Release('4.1');
  expect(RELEASE_NAMES.filter((name) => release.isAtLeast(name))).toEqual(['3.9', '4.0', '4.1']);
});
