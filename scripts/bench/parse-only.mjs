// @ts-check
/** The floor of any audit: reads and parses every YAML file below a folder with js-yaml, and does nothing with it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

const [folder = '.'] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
const documents = files.reduce((sum, file) => sum + loadAll(readFileSync(join(folder, file), 'utf8')).length, 0);
console.log(documents);
