// The catalogue's own files, for tests on the host in memory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueSources } from '../platform/memory/procedure';

const root = join(import.meta.dirname, '../../../../catalogue');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

export const checklistSource = read('templates', 'jgj59-v1.toml');
export const catalogue: CatalogueSources = {
  procedure: read('procedures', 'zj-gen.toml'),
  matters: readdirSync(join(root, 'matters')).map((name) => read('matters', name)),
  departments: read('departments.toml'),
  conditions: read('conditions.toml'),
};
