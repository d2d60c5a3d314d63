/** Finds exported names that are declared in more than one file of src/. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import type { Step } from '../steps.ts';

/**
 * Names that are exported from declarations in several files: a reader cannot tell which is meant. Re-exports declare nothing.
 *
 * @param texts TypeScript by file.
 */
export function repeatedExports(texts: ReadonlyMap<string, string>): readonly string[] {
  const filesByName = new Map<string, Set<string>>();
  for (const [file, text] of texts) {
    for (const name of exportedBy(file, text)) filesByName.set(name, (filesByName.get(name) ?? new Set()).add(file));
  }
  return [...filesByName]
    .filter(([, files]) => files.size > 1)
    .map(
      ([name, files]) =>
        `${name} is exported by ${[...files].sort().join(' and ')}; rename all but one, or make them one`,
    )
    .sort();
}

function exportedBy(file: string, text: string): readonly string[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.filter(isExported).flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [name.text];
  });
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function namesIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}

/** Each name that a file of src/ exports stands for one thing. */
export function exportedNamesStep(root: string): Step {
  return {
    name: 'exported names',
    run: async () => {
      const files = (await readdir(join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.ts'));
      const texts = files.map(
        async (file) => [`src/${file}`, await readFile(join(root, 'src', file), 'utf8')] as const,
      );
      return repeatedExports(new Map(await Promise.all(texts)));
    },
  };
}
