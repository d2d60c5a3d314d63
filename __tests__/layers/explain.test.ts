/** Where each setting comes from: `plimsoll config explain` on real folders. */
import picocolors from 'picocolors';
import { afterAll, describe, expect, test } from 'vitest';
import { configJson, configText } from '../../src/cli/say-config.ts';
import { explainConfig } from '../../src/run/explain/explain-config.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { temporaryRepository, git } from '../snapshot/temporary.ts';

const world = openSmallWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const organisation = `failOn: medium
exclude: [testdata/**]
rules:
  sets: [default, nsa]
  image/not-pinned: warn
mandatory:
  failOn: high
  rules:
    pod-security-baseline/host-namespaces: deny
waivers:
  - {rule: rbac/wildcard, object: Role/x/y, reason: x, owner: me, expires: 2026-07-01, repositories: other/repository}
  - {rule: rbac/wildcard, object: Role/shop/admin, reason: x, owner: me, expires: 2026-07-01}
rollout: [{repositories: "shop/*", stage: comment}]
`;

const repository = `# ours
failOn: low
exclude:
  - "*.tmp.yaml"
  - "!testdata/keep.yaml"
rules:
  image/not-pinned:
    severity: critical
    parameters: {floating_tags: [latest]}
    where:
      - {path: "production/**", parameters: {floating_tags: [latest, main]}}
      - {path: "test/**", parameters: {floating_tags: []}}
  rbac/wildcard: {effective: 2027-01-01}
waivers:
  - {rule: rbac/wildcard, file: production/rbac.yaml, reason: x, owner: me, expires: 2026-01-31}
`;

function folder(): string {
  const directory = temporaryRepository({
    '.github/plimsoll.yaml': repository,
    'production/web.yaml': 'x: y\n',
    'production/rbac.yaml': 'x: y\n',
    'testdata/a.yaml': 'x: y\n',
  });
  git(directory, 'remote', 'add', 'origin', 'https://github.com/shop/deploy.git');
  return directory;
}

async function explained(target: string | null): Promise<string> {
  const given = { file: 'plimsoll.yaml', text: organisation, origin: 'the organisation' };
  const options = { directory: folder(), config: null, organisation: given, today: '2026-06-15' };
  return configText(await explainConfig(target, options, await world), { colors: picocolors.createColors(false) });
}

/** Columns are apart by at least two spaces. */
const columns = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '));

describe('config explain', () => {
  test('prints every setting with its value, layer, file and line, and what is left out', async () => {
    const wide = 'rules.pod-security-baseline/host-namespaces';
    expect(columns(await explained(null))).toEqual([
      'failOn | low | .github/plimsoll.yaml:2',
      'failOnExistingProblems | false | built in',
      'kubernetesVersion | 1.37 | built in',
      'deadline | 10 | built in',
      'fix.prefer | values | built in',
      'rules.sets | ["default","nsa"] | organisation, plimsoll.yaml:4',
      'rules.image/not-pinned.enabled | true | organisation, plimsoll.yaml:5',
      'rules.image/not-pinned.enforcement | warn | organisation, plimsoll.yaml:5',
      'rules.image/not-pinned.severity | critical | .github/plimsoll.yaml:8',
      'rules.image/not-pinned.parameters.floating_tags | ["latest"] | .github/plimsoll.yaml:9',
      'rules.image/not-pinned.where | 2 | .github/plimsoll.yaml:10',
      `${wide}.enabled | true | organisation (mandatory), plimsoll.yaml:9`,
      `${wide}.enforcement | deny | organisation (mandatory), plimsoll.yaml:9`,
      'rules.rbac/wildcard.effective | 2027-01-01 | .github/plimsoll.yaml:13',
      'exclude[0] | testdata/** | organisation, plimsoll.yaml:2',
      'exclude[1] | !testdata/keep.yaml | .github/plimsoll.yaml:5',
      'waivers[0] | rbac/wildcard on Role/shop/admin, until 2026-07-01 | organisation, plimsoll.yaml:12',
      'waivers[1] | rbac/wildcard on production/rbac.yaml, ended on 2026-01-31 | .github/plimsoll.yaml:15',
      'maxWaiverDays | 180 | built in',
      'rollout | comment | organisation, plimsoll.yaml:13',
      'Left out: .github/plimsoll.yaml:4: exclude.0: it excludes *.tmp.yaml from rules like pod-security-baseline/host-namespaces; mandatory.rules.pod-security-baseline/host-namespaces at plimsoll.yaml:9 of the organisation can be tightened, not weakened or waived.',
    ]);
  });

  test('of a rule prints whether it runs and why, how it counts, and that it is mandatory', async () => {
    const id = 'pod-security-baseline/host-namespaces';
    expect(columns(await explained(id))).toEqual([
      `${id} | on | rules.${id}.enabled: true, organisation (mandatory), plimsoll.yaml:9`,
      `rules.${id}.severity | critical | built in`,
      `rules.${id}.enforcement | deny | organisation (mandatory), plimsoll.yaml:9`,
      'mandatory | yes | organisation (mandatory), plimsoll.yaml:9',
    ]);
    expect(columns(await explained('pod-security-restricted/seccomp'))[0]).toBe(
      'pod-security-restricted/seccomp | on | rules.sets: ["nsa"], organisation, plimsoll.yaml:4',
    );
    expect(columns(await explained('rbac/wildcard')).at(-1)).toBe(
      'waivers[1] | rbac/wildcard on production/rbac.yaml, ended on 2026-01-31 | .github/plimsoll.yaml:15',
    );
  });

  test('of a path prints what excludes it, and the parameters and waivers for it', async () => {
    const ofObject =
      'waivers[0] | if this object stands here: rbac/wildcard on Role/shop/admin, until 2026-07-01 | organisation, plimsoll.yaml:12';

    expect(columns(await explained('testdata/a.yaml'))).toEqual([
      'testdata/a.yaml | is excluded by testdata/** | organisation, plimsoll.yaml:2',
      ofObject,
    ]);
    expect(columns(await explained('production/rbac.yaml'))).toEqual([
      'production/rbac.yaml | is checked',
      'rules.image/not-pinned.where[0] | {"path":"production/**","parameters":{"floating_tags":["latest","main"]}} | .github/plimsoll.yaml:11',
      'waivers[1] | rbac/wildcard on production/rbac.yaml, ended on 2026-01-31 | .github/plimsoll.yaml:15',
      ofObject,
    ]);
  });

  test('of what is neither says so', async () => {
    await expect(explained('image/pinned')).rejects.toThrow(
      'image/pinned is no rule (plimsoll rules lists all), and no file or folder here; as a rule, expected one of image/not-pinned',
    );
    await expect(explained('imagenotpined')).rejects.toThrow('as a rule, expected one of image/not-pinned.');
    await expect(explained('gone')).rejects.toThrow(
      'gone is no rule (plimsoll rules lists all), and no file or folder here.',
    );
  });

  test('as JSON has the same', async () => {
    const options = { directory: folder(), config: null, today: '2026-06-15' };

    const json = JSON.parse(configJson(await explainConfig('rbac/wildcard', options, await world))) as unknown;

    expect(json).toMatchObject({
      schema: 1,
      about: 'rule',
      rule: {
        id: 'rbac/wildcard',
        mandatory: null,
        settings: expect.arrayContaining([
          {
            key: 'rules.rbac/wildcard.effective',
            value: '2027-01-01',
            layer: 'repository',
            file: '.github/plimsoll.yaml',
            line: 13,
          },
        ]) as unknown,
      },
    });
  });
});
