// Reads a checklist file of the catalogue as far as the screens need it. Not a TOML reader: it knows the few forms these files use.
import type { ItemKind, ItemView, PhotoRule, SectionView, Severity, Text } from '../../contract/generated';

export interface Checklist {
  sections: SectionView[];
  items: ItemView[];
}

const text = (value: string | undefined): string => /"((?:[^"\\]|\\.)*)"/.exec(value ?? '')?.[1] ?? '';
const both = (value: string | undefined): Text => ({
  zh: text(/zh = ("[^"]*")/.exec(value ?? '')?.[1]),
  en: text(/en = ("[^"]*")/.exec(value ?? '')?.[1]),
});
const amount = (value: string | undefined): number | null => (value === undefined ? null : Number(value));

export function readChecklist(source: string): Checklist {
  const list: Checklist = { sections: [], items: [] };
  let table = '';
  let fields: Record<string, string> = {};
  const close = () => {
    if (table === 'section') list.sections.push(section(fields));
    if (table === 'section.item') list.items.push(item(fields, list.sections.at(-1)?.code ?? ''));
    fields = {};
  };
  for (const line of source.split('\n')) {
    const heading = /^\[\[?([\w.]+)\]\]?$/.exec(line.trim());
    const field = /^(\w+) = (.*)$/.exec(line.trim());
    if (heading) {
      close();
      table = heading[1] ?? '';
    } else if (field) fields[field[1] ?? ''] = field[2] ?? '';
  }
  close();
  for (const s of list.sections) s.items = list.items.filter((i) => i.section === s.code).length;
  return list;
}

function section(f: Record<string, string>): SectionView {
  const name = { zh: text(f.zh).replace('检查评分表', ''), en: text(f.en) };
  return { code: text(f.code), name, items: 0, answered: 0, checked: false, score: null, margin: null };
}

function item(f: Record<string, string>, code: string): ItemView {
  return {
    id: text(f.id),
    section: code,
    title: { zh: text(f.zh), en: text(f.en) },
    check: both(f.check),
    clause: text(f.clause),
    kind: (text(f.kind) || 'passfail') as ItemKind,
    severity: (text(f.severity) || 'minor') as Severity,
    max: text(f.kind) === 'score' ? amount(f.max) : null,
    guarantee: f.guarantee === 'true',
    unit: both(f.unit).zh || text(f.unit),
    at_least: text(f.kind) === 'number' ? amount(f.min) : null,
    at_most: text(f.kind) === 'number' ? amount(f.max) : null,
    against_design: text(f.compare) === 'ge_design' ? 'at_least' : text(f.compare) === 'le_design' ? 'at_most' : null,
    options: [],
    photo: (text(f.photo) || 'optional') as PhotoRule,
    state: 'unanswered',
    answer: null,
    conflict: [],
    photos: [],
    findings: [],
    lacks: [],
  };
}
