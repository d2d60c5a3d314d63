/** Findings in files that a tool generates from others in the repository. */
import { expect, test } from 'vitest';
import { ratchets, type Texts } from './pack.ts';

const { audited } = ratchets();

const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: ${image}}]}\n`;

const mark = '# This is an auto-generated file. DO NOT EDIT\n';

const built = (install: string): Texts => ({
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': pod('shop/web:latest'),
  'install.yaml': install,
});

async function filesWithTag(files: Texts): Promise<readonly string[]> {
  const { report } = await audited(files);
  return report.findings.flatMap(({ rule, place }) =>
    rule === 'image/not-pinned' && place.kind !== 'summary' ? [place.file] : [],
  );
}

test('stand at their source', async () => {
  expect(await filesWithTag(built(mark + pod('shop/web:latest')))).toEqual(['base/web.yaml']);
});

test('stay if the source does not have them', async () => {
  expect(await filesWithTag({ 'install.yaml': mark + pod('shop/web:latest') })).toEqual(['install.yaml']);
});

test.each(['', `# How to install it.\n`, `${pod('shop/other:1.2.3').replace('web}', 'other}')}---\n${mark}`])(
  'stay in a file that does not begin with the mark: %j',
  async (start) => {
    const files = await filesWithTag(built(start + pod('shop/web:latest')));

    expect([...files].sort()).toEqual(['base/web.yaml', 'install.yaml']);
  },
);
