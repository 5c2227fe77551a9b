// A procedure as the host in memory needs it, read from the files of the catalogue beside this folder, so that names are the real ones.
import type { ConditionRow, Stage, Text } from '../../contract/generated';
import { readToml, type Table, type Value } from './toml';

export interface CatalogueSources {
  procedure: string;
  matters: string[];
  departments: string;
  conditions: string;
}
export interface MatterNode {
  code: string;
  name: Text;
  department: string;
  office: Text;
  kind: string;
  phase: number;
  stage: Stage;
  group: string | null;
  after: string[];
  condition: string | null;
  promised: number | null;
  legal: number | null;
  commitment: boolean;
  output: Text;
  materials: Text[];
  specials: Text[];
}
export interface ProcedureData {
  code: string;
  name: Text;
  appliesTo: Text;
  nodes: MatterNode[];
  groups: { key: string; name: Text; allDecided: boolean }[];
  conditions: ConditionRow[];
}

const stageOf: Stage[] = [
  'registration',
  'establishment',
  'commencement',
  'commencement',
  'completion',
  'commissioning',
];
const text = (value: Value | undefined): Text => {
  const table = (value ?? {}) as Table;
  return { zh: String(table.zh ?? ''), en: String(table.en ?? '') };
};
const texts = (value: Value | undefined): Text[] => ((value ?? []) as Value[]).map(text);
const days = (value: Value | undefined): number | null => (value ? Number((value as Table).days) : null);

export function readProcedure(sources: CatalogueSources): ProcedureData {
  const procedure = readToml(sources.procedure);
  const matters = new Map(sources.matters.flatMap((file) => readToml(file).matter ?? []).map((m) => [m.code, m]));
  const offices = new Map((readToml(sources.departments).department ?? []).map((d) => [d.code, text(d)]));
  const nodes = (procedure.node ?? []).flatMap((node): MatterNode[] => {
    const matter = matters.get(node.matter as string);
    if (!matter) return [];
    return [
      {
        code: String(matter.code),
        name: text(matter),
        department: String(matter.department),
        office: offices.get(matter.department as string) ?? {
          zh: String(matter.department),
          en: String(matter.department),
        },
        kind: String(matter.kind),
        phase: Number(matter.phase),
        stage: stageOf[Number(matter.phase)] ?? 'commencement',
        group: (node.group as string | undefined) ?? null,
        after: (node.after ?? []) as string[],
        condition: (node.condition as string | undefined) ?? null,
        promised: days(matter.promised_limit),
        legal: days(matter.legal_limit),
        commitment: matter.commitment !== 'none',
        output: text(matter.output),
        materials: texts(matter.materials),
        specials: texts(matter.suspendable),
      },
    ];
  });
  const head = procedure['']![0]!;
  const used = new Set(nodes.map((node) => node.condition));
  return {
    code: String(head.code),
    name: text(head),
    appliesTo: text(head.applies_to),
    nodes,
    groups: (procedure.group ?? []).map((g) => ({
      key: String(g.key),
      name: text(g),
      allDecided: g.release === 'all_decided',
    })),
    conditions: (readToml(sources.conditions).condition ?? [])
      .filter((c) => used.has(c.key as string))
      .map((c) => ({ key: String(c.key), label: text(c), opposite_of: (c.opposite_of as string | undefined) ?? null })),
  };
}
