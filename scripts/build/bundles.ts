/** Bundles the Action and the command line, and the engine worker, with esbuild. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { z } from 'zod';

/** The bundles: file in `dist/`, and entry point. */
const entries = [
  { output: 'plimsoll.js', source: 'src/bundle.ts' },
  { output: 'engine-worker.js', source: 'src/engine/worker.ts' },
] as const;

/** The files that are named from outside: in action.yml, and in package.json as a command. Each runs its part of the bundle. */
const starts = [
  { output: 'index.js', text: "require('./plimsoll.js').action();\n", executable: false },
  { output: 'cli.js', text: "#!/usr/bin/env node\nrequire('./plimsoll.js').commandLine();\n", executable: true },
] as const;

/**
 * Bundles only version and repository of package.json. Otherwise every new script or test tool would make the bundles
 * stale.
 */
const aboutOnly: Plugin = {
  name: 'about-only',
  setup: (build) => {
    const file = join(build.initialOptions.absWorkingDir ?? '', 'package.json');
    build.onLoad({ filter: /[/\\]package\.json$/ }, async ({ path }) => {
      if (path !== file) return null;
      const about = z.object({ version: z.string(), repository: z.json().optional() });
      const contents = JSON.stringify(about.parse(JSON.parse(await readFile(file, 'utf8'))));
      return { contents, loader: 'json' };
    });
  },
};

/** Bundles only English of zod's fifty languages, which makes the bundle a fifth smaller. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup: (build) => {
    build.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * opa-wasm checks whether it was given a Response, which never happens here. Naming this global makes Node load its
 * whole HTTP client, which takes 0.1 s of the start.
 */
const nothingStreams: Plugin = {
  name: 'nothing-streams',
  setup: (build) => {
    build.onLoad({ filter: /[/\\]opa-wasm[/\\].*opa\.js$/ }, async ({ path }) => ({
      contents: `class Response {}\n${await readFile(path, 'utf8')}`,
    }));
  },
};

/**
 * CommonJS, because @actions/* and octokit need `require`, and because esbuild then keeps `await import()` lazy inside
 * one file. White space is removed but names are kept: stack traces stay readable, and `dist/` stays below 20 MB.
 */
function options(root: string, source: string, output: string): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: [source],
    outfile: output,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    charset: 'utf8',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': 'bundleUrl',
    },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [aboutOnly, oneLanguage, nothingStreams],
    metafile: true,
    logLevel: 'warning',
  };
}

/**
 * Bundles the Action and the command line, and the engine worker, into `directory` (absolute).
 *
 * The bytes depend on the sources and the lock file alone: esbuild writes paths relative to `root`.
 *
 * @returns the inputs of each bundle, for the licences.
 */
export async function writeBundles(root: string, directory: string): Promise<readonly Metafile[]> {
  await mkdir(directory, { recursive: true });
  // The repository is ESM; this declares that the bundles are not.
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  for (const { output, text, executable } of starts) {
    const file = join(directory, output);
    await writeFile(file, text);
    if (executable) await chmod(file, 0o755);
  }
  return Promise.all(
    entries.map(async ({ output, source }) => {
      const { metafile } = await bundle({ ...options(root, source, join(directory, output)), metafile: true });
      return metafile;
    }),
  );
}
