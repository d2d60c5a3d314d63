import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Report } from '../../src/model/report.ts';
import { chartArchive, tgzOf } from '../fetch/archives.ts';
import { type Answer } from '../fetch/stand-in.ts';
import { serve } from '../fetch/world.ts';
import { allowing, reviewer } from './reviewed.ts';

const index = (url = 'web-1.0.0.tgz'): Answer => ({
  status: 200,
  body: JSON.stringify({ apiVersion: 'v1', entries: { web: [{ version: '1.0.0', urls: [url] }] } }),
});

const application = (name: string, repository: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  source:
    repoURL: ${repository}
    chart: web
    targetRevision: 1.0.0
`;

/** Text that is made while it is compressed: a gigabyte of zeros in a megabyte. */
const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));

describe('what a chart repository gives in bad faith', () => {
  const { audited } = reviewer();

  /** The report on an Application of it, beside a pod that must not be lost. */
  async function reportOn(answers: Readonly<Record<string, Answer>>): Promise<{ report: Report; host: string }> {
    const { origin, host } = await serve(() => ({ '/charts/index.yaml': index(), ...answers }));
    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application('web', `${origin}/charts`),
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostPID: true\n  containers: []\n',
    });
    return { report, host };
  }

  const archive = (body: Buffer): Record<string, Answer> => ({ '/charts/web-1.0.0.tgz': { status: 200, body } });

  it.each<[string, Record<string, Answer>, string, string]>([
    [
      'a path that leads out of the archive',
      archive(chartArchive('web', '1.0.0', [{ path: 'web/../../evil', text: 'x' }])),
      'archive-refused',
      'the archive is refused: it has a path that points outside of it, "web/../../evil".',
    ],
    [
      'a link',
      archive(chartArchive('web', '1.0.0', [{ path: 'web/templates/a.yaml', flag: '2', link: '/etc/passwd' }])),
      'archive-refused',
      'the archive is refused: it has "web/templates/a.yaml", a SymbolicLink.',
    ],
    ['a bomb', archive(bomb), 'archive-refused', 'the archive unpacks to more than 104857600 bytes.'],
    [
      'an archive that is none',
      archive(Buffer.from('<html>')),
      'archive-refused',
      'the archive is not compressed with gzip (incorrect header check).',
    ],
    [
      'an address of its own network',
      { '/charts/index.yaml': index('https://169.254.169.254/latest/web-1.0.0.tgz') },
      'remote-refused',
      '169.254.169.254 is not on the list of allowed hosts.',
    ],
    [
      'a redirect to a private address',
      { '/charts/index.yaml': { status: 302, headers: { location: 'https://10.0.0.1/index.yaml' } } },
      'remote-refused',
      '10.0.0.1 is not on the list of allowed hosts.',
    ],
    ['silence', { '/charts/index.yaml': () => undefined }, 'fetch-failed', 'HOST was silent for 0.3 s.'],
    [
      'nothing by that name',
      { '/charts/index.yaml': { status: 200, body: '{"entries":{}}' } },
      'fetch-failed',
      'the index has no chart "web".',
    ],
  ])('%s is a problem at the line that chose the chart, and nothing else is lost', async (_, answers, code, why) => {
    const { report, host } = await reportOn(answers);

    expect(report.problems).toEqual([
      {
        stage: 'render',
        code,
        subject: 'web.yaml@web',
        message: `web 1.0.0 was not fetched from ${host}: ${why.replace('HOST', host)}`,
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
      },
    ]);
    expect(report.findings.map(({ rule }) => rule)).toContain('pod-security-baseline/host-namespaces');
  });

  it('a chart that does not render is a problem that names chart, version and template', async () => {
    const broken = [{ path: 'web/templates/a.yaml', text: '\n{{ fail "never" }}\n' }];

    const { report, host } = await reportOn(archive(chartArchive('web', '1.0.0', broken)));

    expect(report.problems).toMatchObject([
      {
        code: 'template-failed',
        message: `http://${host}/charts/web@1.0.0/templates/a.yaml:2: never`,
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
      },
    ]);
  });

  it('an archive without a chart is a problem that names what is missing', async () => {
    const { report, host } = await reportOn(archive(tgzOf([{ path: 'web/README.md', text: 'Hello' }])));

    expect(report.problems).toMatchObject([
      {
        code: 'chart-invalid',
        message: expect.stringContaining(`http://${host}/charts/web@1.0.0/Chart.yaml: `) as string,
        place: { kind: 'lines', file: 'web.yaml', first: 9, last: 9 },
      },
    ]);
  });

  it('a version that is a path stays a name', async () => {
    const entry = { version: '../../1.0.0', urls: ['a.tgz'] };
    const { origin } = await serve(() => ({
      '/charts/index.yaml': { status: 200, body: JSON.stringify({ entries: { web: [entry] } }) },
      '/charts/a.tgz': { status: 200, body: tgzOf([{ path: 'web/Chart.yaml', text: 'name: 7\n' }]) },
    }));

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      'web.yaml': application('web', `${origin}/charts`).replace('1.0.0', "'../../1.0.0'"),
    });

    expect(report.problems.map(({ code, message }) => [code, message.split('Chart.yaml')[0]])).toEqual([
      ['chart-invalid', `${origin}/charts/web@.._.._1.0.0/`],
    ]);
  });

  it('silence is waited for once, however many ask', async () => {
    const { origin } = await serve(() => ({ '/charts/index.yaml': () => undefined }));
    const names = Array.from({ length: 40 }, (_, index) => `web-${index}`);
    const started = Date.now();

    const { report } = await audited({
      '.github/plimsoll.yaml': allowing(origin),
      ...Object.fromEntries(names.map((name) => [`${name}.yaml`, application(name, `${origin}/charts`)])),
    });

    expect(report.problems.every(({ code }) => code === 'fetch-failed')).toBe(true);
    expect(report.sources.filter(({ status }) => status === 'failed')).toHaveLength(40);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
