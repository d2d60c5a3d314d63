import fc from 'fast-check';
import { type Content } from './temporary.ts';

/** Folders and files of other names: a path is never both. */
const folder = fc.constantFrom('', 'a/', 'b/', 'a/c/', 'b/ö d/');
const file = fc.constantFrom('one.yaml', 'two.yaml', 'three.json');
const link = fc.constantFrom('link', 'link.yaml');
const target = fc.constantFrom(
  ...['one.yaml', 'c', 'c/one.yaml', '../a', '../b', '../one.yaml', '../../one.yaml', '..', '.', 'link'],
  ...['link/one.yaml', 'link.yaml', 'a/link', 'nowhere', '/etc/passwd', '../../..', '../b/./link.yaml'],
);

/** Small trees of files and links: good, dangling, leaving, circular, folder links in folder links. */
export const contents: fc.Arbitrary<Readonly<Record<string, Content>>> = fc
  .tuple(
    fc.dictionary(
      fc.tuple(folder, file).map((parts) => parts.join('')),
      fc.string({ maxLength: 5 }),
      { minKeys: 1, maxKeys: 6 },
    ),
    fc.dictionary(
      fc.tuple(folder, link).map((parts) => parts.join('')),
      target.map((to) => ({ link: to })),
      { maxKeys: 4 },
    ),
  )
  .map(([files, links]) => ({ ...files, ...links }));
