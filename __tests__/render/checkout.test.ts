import { describe, expect, test } from 'vitest';
import { reviewer, type Texts } from '../remote/reviewed.ts';

const pod = (more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: w}
${more}spec:
  containers: [{name: w, image: 'w:1'}]
`;
const rewritten = (file: string, attribute: string, line = 1): string =>
  `${file}: the checked-out file differs from the stored one: .gitattributes:${line} sets ${attribute} for it. The stored content was reviewed.`;

describe('a file that is another one where it is checked out', () => {
  const { reviewed } = reviewer();
  const problems = async (base: Texts, head: Texts): Promise<readonly string[]> => {
    const { report, exitCode } = await reviewed(base, head);
    return [`exit ${exitCode}`, ...report.problems.map(({ message }) => message)];
  };

  test('is a problem of each kind of source that reads it, though attributes alone changed', async () => {
    const base: Texts = {
      'plain/pod.yaml': pod(),
      'chart/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
      'chart/templates/pod.yaml': pod(),
      'chart/values.yaml': 'a: b\n',
      'chart/README.md': 'Read me.\n',
      'kust/kustomization.yaml': 'resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n',
      'kust/pod.yaml': pod(),
      'kust/patch.yaml': pod(),
    };
    const attributes = `*.yaml text eol=lf\n*.md filter=x\nplain/pod.yaml working-tree-encoding=ISO646-GB\nchart/values.yaml filter=x\npatch.yaml ident filter=y\n`;

    expect(await problems(base, { '.gitattributes': attributes })).toEqual([
      'exit 3',
      rewritten('chart/values.yaml', 'filter=x', 4),
      rewritten('kust/patch.yaml', 'filter=y', 5),
      rewritten('plain/pod.yaml', 'working-tree-encoding=ISO646-GB', 3),
    ]);
  });

  test('may be a manifest that the stored text does not show', async () => {
    const text = new TextDecoder('utf-16be').decode(Buffer.from(pod()));
    const head = { '.gitattributes': 'mkdocs.yml working-tree-encoding=UTF-16BE\n' };

    expect(await problems({ 'a.yaml': pod(), 'mkdocs.yml': text }, head)).toEqual([
      'exit 3',
      rewritten('mkdocs.yml', 'working-tree-encoding=UTF-16BE'),
    ]);
  });

  test('is none for the ends of lines, Git LFS, and marks of ident in a comment', async () => {
    const attributes = '* text=auto eol=crlf ident working-tree-encoding=UTF-8\n*.yaml filter=lfs diff=lfs\n';

    expect(await problems({ 'a.yaml': `# $Id$\n${pod()}` }, { '.gitattributes': attributes })).toEqual(['exit 0']);
  });

  test('is one where ident would change what is no comment', async () => {
    const text = pod('# $Id$\n').replace('w:1', '$Id: w:1 $');

    expect(await problems({ 'a.yaml': text }, { '.gitattributes': '*.yaml ident\n' })).toEqual([
      'exit 3',
      rewritten('a.yaml', 'ident'),
    ]);
  });
});
