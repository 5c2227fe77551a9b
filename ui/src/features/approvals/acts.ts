// Which words an act asks for, and which acts cannot be taken back. The host decides who may do what, and when.
import type { ActOnCase, CaseActKind, CaseOutcome } from '../../lib/contract/generated';

export type FieldName = 'outcome' | 'entry' | 'special' | 'list' | 'days' | 'until' | 'note' | 'basis' | 'on';

export interface ActSpec {
  fields: FieldName[];
  required: FieldName[];
  outcomes?: CaseOutcome[];
  /** Cannot be taken back: checked once more before it is signed. */
  final?: boolean;
}

export const specs: Record<CaseActKind, ActSpec> = {
  submit: { fields: ['note'], required: [] },
  ask_correction: { fields: ['list', 'on'], required: ['list'], final: true },
  resubmit: { fields: ['note'], required: [] },
  accept: { fields: ['on'], required: [] },
  not_accept: { fields: ['note', 'basis'], required: ['note'], final: true },
  suspend: { fields: ['special', 'until', 'basis', 'note', 'on'], required: ['special', 'basis'] },
  resume: { fields: ['on', 'note'], required: [] },
  opinion: { fields: ['outcome', 'note', 'on'], required: ['outcome'], outcomes: ['no_objection', 'objections'] },
  convert: { fields: ['on'], required: ['on'], final: true },
  decide: {
    fields: ['outcome', 'note', 'basis', 'on'],
    required: ['outcome'],
    outcomes: ['granted', 'refused'],
    final: true,
  },
  deliver: { fields: ['on', 'note'], required: [] },
  amend: { fields: ['entry', 'on', 'note'], required: ['entry', 'note'] },
  extend: { fields: ['days', 'note', 'basis'], required: ['days', 'note', 'basis'], final: true },
  withdraw: { fields: ['note'], required: [], final: true },
  terminate: { fields: ['note', 'basis'], required: ['note'], final: true },
  post_check: {
    fields: ['outcome', 'note', 'on'],
    required: ['outcome'],
    outcomes: ['kept', 'rectify', 'false'],
    final: true,
  },
  revoke: { fields: ['note', 'basis', 'on'], required: ['note', 'basis'], final: true },
  record: { fields: ['on', 'note'], required: ['on'] },
};

/** A refusal and an objection stand on reasons; a refusal names its basis too. */
export function requiredFor(act: CaseActKind, outcome: CaseOutcome | ''): FieldName[] {
  const more: FieldName[] =
    outcome === 'refused'
      ? ['note', 'basis']
      : outcome === 'objections' || outcome === 'rectify' || outcome === 'false'
        ? ['note']
        : [];
  return [...new Set([...specs[act].required, ...more])];
}

export interface ActValues {
  outcome: CaseOutcome | '';
  entry: string;
  special: string;
  list: string;
  days: string;
  until: string;
  note: string;
  basis: string;
  on: string;
}

export const emptyValues = (today: string): ActValues => ({
  outcome: '',
  entry: '',
  special: '',
  list: '',
  days: '',
  until: '',
  note: '',
  basis: '',
  on: today,
});

export const linesOf = (list: string): string[] =>
  list
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Fields that still lack something, or hold what cannot be meant. */
export function lacksOf(act: CaseActKind, values: ActValues): FieldName[] {
  const days = Number(values.days);
  return requiredFor(act, values.outcome).filter((field) => {
    if (field === 'days') return !Number.isInteger(days) || days < 1 || days > 60;
    if (field === 'list') return linesOf(values.list).length === 0;
    return !values[field].trim();
  });
}

export function requestOf(id: string, act: CaseActKind, values: ActValues, today: string): ActOnCase {
  const has = (field: FieldName) => specs[act].fields.includes(field);
  return {
    id,
    act,
    on: has('on') && values.on && values.on !== today ? values.on : null,
    outcome: has('outcome') ? values.outcome || null : null,
    note: has('note') ? values.note.trim() : '',
    basis: has('basis') ? values.basis.trim() : '',
    special: has('special') ? values.special || null : null,
    until: has('until') ? values.until || null : null,
    days: has('days') ? Number(values.days) : null,
    list: has('list') ? linesOf(values.list) : [],
    amends: has('entry') ? values.entry || null : null,
  };
}
