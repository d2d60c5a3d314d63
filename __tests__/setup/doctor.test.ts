import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { baselineText } from '../../src/policy/baseline.ts';
import { doctorJson, doctorSchema } from '../../src/setup/doctor-schema.ts';
import { doctorText } from '../../src/setup/doctor-text.ts';
import { type Diagnosis } from '../../src/setup/doctor.ts';
import { temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';
import { action, commands } from './worlds.ts';

const { doctor, init } = commands();

const map = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;
const application = (name: string, source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  source: {${source}, targetRevision: v1.15.0}
  destination: {namespace: cm, server: https://kubernetes.default.svc}
`;
const remote = 'repoURL: https://charts.jetstack.io, chart: cert-manager';
const elsewhere = 'repoURL: https://git.example/x/y, path: deploy';
const owners = { CODEOWNERS: '/.github/ @octo-org/security\n' };

const of = ({ advice }: Diagnosis, area: string): string[] =>
  advice
    .filter((each) => each.area === area)
    .map(
      ({ level, id, place, message }) =>
        `${level} ${id}${place === null ? '' : ` ${place.file}:${place.first}`}: ${message}`,
    );

describe('doctor', () => {
  test('has nothing to mend after init, where the workflow and the configuration have owners', async () => {
    const folder = temporaryRepository({ 'a.yaml': map('a'), ...owners });
    await init(folder);

    const diagnosis = await doctor(folder);

    expect(diagnosis.verdict).toBe('good');
    expect(diagnosis.seen).toEqual({ rendered: 1, partial: 0, unseen: 0, objects: 1, share: 1 });
    expect(diagnosis.advice.filter(({ level }) => level !== 'good')).toEqual([]);
  });

  test.each([
    ['/.github/ @octo-org/security', 'good', 'good'],
    ['/.github/ @octo-org/security\n/.github/*.json', 'good', 'mend'],
    ['/.github/ @octo-org/security\n/.github/workflows/', 'mend', 'good'],
    ['*.json @octo-org/security', 'mend', 'good'],
  ])('asks by %j for owners of the workflow: %s, and of the baseline: %s', async (text, workflow, baseline) => {
    const folder = temporaryRepository({
      'a.yaml': map('a'),
      CODEOWNERS: `${text}\n`,
      '.github/plimsoll-baseline.json': baselineText([]),
    });
    await init(folder);

    const { advice } = await doctor(folder);

    const levelOf = (part: string): readonly string[] =>
      advice.filter(({ id, message }) => id === 'owners' && message.includes(part)).map(({ level }) => level);
    expect([levelOf('.github/workflows/'), levelOf('plimsoll-baseline.json')]).toEqual([[workflow], [baseline]]);
  });

  test('wants a commit in place of the placeholder that init leaves where it knows none', async () => {
    const folder = temporaryRepository({ 'a.yaml': map('a'), ...owners });
    await init(folder, { action: 'OWNER/plimsoll@COMMIT' });

    const diagnosis = await doctor(folder);

    expect(diagnosis.verdict).toBe('mend');
    expect(diagnosis.advice.filter(({ level }) => level === 'mend').map(({ id }) => id)).toEqual(['workflow-pins']);
  });

  test('counts what is not fetched, what fails and what is elsewhere, and says why', async () => {
    const folder = temporaryRepository({
      'a.yaml': map('a'),
      'apps/remote.yaml': application('remote', remote),
      'apps/elsewhere.yaml': application('elsewhere', elsewhere),
      'broken/Chart.yaml': 'apiVersion: v2\nname: broken\nversion: 1.0.0\n',
      'broken/templates/a.yaml': '{{ fail "no" }}',
      'other.jsonnet': '{}',
    });

    const diagnosis = await doctor(folder);

    // Seen: a.yaml and the two files with the Applications themselves.
    expect(diagnosis.seen).toEqual({ rendered: 3, partial: 0, unseen: 3, objects: 3, share: 0.5 });
    expect(of(diagnosis, 'sources')).toEqual([
      'consider sources-share: 3 of 6 sources are seen (50 %): 3 objects.',
      expect.stringMatching(
        /^mend sources-remote-refused apps\/remote\.yaml:5: .*charts\.jetstack\.io is not on the list/,
      ),
      'mend sources-template-failed broken/templates/a.yaml:1: broken/templates/a.yaml:1: no',
      expect.stringMatching(/^consider sources-unknown apps\/elsewhere\.yaml:5: elsewhere: .*is another repository\.$/),
      'consider sources-unread: Jsonnet is not rendered: other.jsonnet.',
    ]);
  });

  test('says that there is nothing to check', async () => {
    const diagnosis = await doctor(temporaryRepository({ 'README.md': 'x' }));

    expect(diagnosis.seen?.share).toBeNull();
    expect(of(diagnosis, 'sources')).toEqual([
      'mend sources-none: The repository deploys nothing that Plimsoll reads: no manifest, chart or kustomization.',
    ]);
  });

  test('says what is wrong in the configuration, line by line, and still looks at the workflows', async () => {
    const folder = temporaryRepository({
      'a.yaml': map('a'),
      '.github/plimsoll.yaml': 'failon: high\ndeadline: soon\n',
    });

    const diagnosis = await doctor(folder);

    expect(diagnosis.seen).toBeNull();
    expect(of(diagnosis, 'configuration')).toEqual([
      expect.stringMatching(/^mend configuration-invalid \.github\/plimsoll\.yaml:2: .*deadline/),
      expect.stringMatching(/^mend configuration-invalid \.github\/plimsoll\.yaml:1: .*unknown key failon/),
    ]);
    expect(of(diagnosis, 'workflow')[0]).toMatch(/^mend workflow-missing/);
  });

  test('says which entries of the configuration change nothing, and that a verdict can never fail', async () => {
    const waiver = '{rule: image/not-pinned, file: gone.yaml, reason: x, owner: o, expires: "2026-12-31"}';
    const text = `failOn: never\nwaivers:\n  - ${waiver}\n`;

    const diagnosis = await doctor(temporaryRepository({ 'a.yaml': map('a'), '.github/plimsoll.yaml': text }));

    expect(of(diagnosis, 'configuration')).toEqual([
      'good configuration: .github/plimsoll.yaml is valid.',
      expect.stringMatching(/^consider configuration-idle \.github\/plimsoll\.yaml:3: /),
      'mend configuration-never: failOn is never: no finding fails the check.',
    ]);
  });

  test('prints nothing of a Secret, and no credential of a broken configuration', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2hunter2}\n';
    const credential = `ghp_${'a1B2'.repeat(9)}`;
    const [first, second] = [
      await doctor(temporaryRepository({ 's.yaml': `${secret}  broken: [\n` })),
      await doctor(temporaryRepository({ '.github/plimsoll.yaml': `failOn: ${credential}\n` })),
    ];

    const printed = JSON.stringify([doctorJson(first), doctorJson(second)]);

    expect(printed).toContain('failOn');
    expect(printed).not.toContain('hunter2');
    expect(printed).not.toContain(credential);
  });

  test('gives the JSON that the schema describes, and the same in text', async () => {
    const folder = temporaryRepository({ 'a.yaml': map('a'), 'apps/remote.yaml': application('remote', remote) });
    const diagnosis = await doctor(folder);

    const json = doctorJson(diagnosis);
    const text = doctorText(diagnosis, { colors: picocolors.createColors(false), columns: 100, quiet: false });

    expect(doctorSchema.parse(json)).toEqual(json);
    const words = text.replaceAll(/\s+/g, ' ');
    expect(json.advice.filter(({ message }) => !words.includes(message.replaceAll(/\s+/g, ' ')))).toEqual([]);
    expect(text.split('\n').filter((line) => line.length > 100 && line.includes(' '))).toEqual([]);
    expect(text).toMatch(/\n\d+ things to mend, \d+ to consider, 0 unknown, \d+ good\.\n$/);
  });

  test('leaves out what is good when it is asked to be quiet', async () => {
    const folder = temporaryRepository({ 'a.yaml': map('a'), ...owners });
    await init(folder);

    const text = doctorText(await doctor(folder), {
      colors: picocolors.createColors(false),
      columns: 100,
      quiet: true,
    });

    expect(text).toMatch(/^nothing to mend, 0 to consider, 0 unknown, \d+ good\.\n$/);
  });

  test('refuses a folder that is no repository', async () => {
    await expect(doctor(temporaryFolder())).rejects.toThrow('is not in a git repository');
  });

  test('knows its own workflow, which uses the action of the checkout', async () => {
    const root = join(import.meta.dirname, '../..');
    const own = readFileSync(join(root, '.github/workflows/plimsoll.yml'), 'utf8');
    const files = { 'a.yaml': map('a'), '.github/workflows/plimsoll.yml': own, ...owners };
    const [self, other] = [
      temporaryRepository({ ...files, 'action.yml': readFileSync(join(root, 'action.yml'), 'utf8') }),
      temporaryRepository(files),
    ];

    const [there, elsewhereSaid] = [await doctor(self), await doctor(other)];

    expect(there.verdict).toBe('good');
    expect(of(elsewhereSaid, 'workflow')[0]).toMatch(/^mend workflow-missing/);
    expect(own).not.toContain(action);
  });
});
