// A simple layout of the flow chart for the sample: phases as columns, each split by what waits for what. The real one comes from Rust.
import type {
  ChartLayout,
  ChartLine,
  ChartNode,
  ChartState,
  ChartText,
  Point,
} from '../../../features/approvals/chart';
import type { FlowNode, GroupView, Lang } from '../../contract/generated';

const [width, height, gapX, gapY, head, pad] = [176, 86, 40, 20, 52, 20] as const;
const phases: { [phase: number]: [string, string] } = {
  1: ['立项用地规划许可', 'Initiation and land use'],
  2: ['工程建设许可', 'Project permission'],
  3: ['施工许可', 'Works permission'],
  4: ['竣工验收', 'Completion acceptance'],
  5: ['投产', 'Going into production'],
};
const words: { [state in ChartState]: [string, string] } = {
  not_begun: ['未开始', 'Not begun'],
  submitted: ['待受理', 'To be accepted'],
  correcting: ['待补正', 'To be corrected'],
  running: ['办理中', 'In progress'],
  soon: ['即将到期', 'Due soon'],
  late: ['超承诺时限', 'Promise missed'],
  law_missed: ['超法定时限', 'Law missed'],
  suspended: ['中止计时', 'Suspended'],
  decided: ['已办结', 'Decided'],
  refused: ['不予许可', 'Refused'],
  not_required: ['不需办理', 'Not required'],
};

function stateOf(node: FlowNode): ChartState {
  switch (node.state) {
    case null:
      return 'not_begun';
    case 'granted':
    case 'opinion':
      return 'decided';
    case 'running':
      return ({ none: 'running', green: 'running', yellow: 'soon', red: 'late', black: 'law_missed' } as const)[
        node.clock?.colour ?? 'none'
      ];
    case 'submitted':
    case 'correcting':
    case 'suspended':
      return node.state;
    default:
      return 'refused';
  }
}

/** Breaks a name into at most two lines by a rough measure of its letters. */
function broken(text: string, room: number, size: number): string[] {
  const wide = (c: string) => (c.charCodeAt(0) > 0x2000 ? size : size * 0.56);
  const lines = [''];
  let used = 0;
  for (const word of text.split(/(?<= )|(?<=[\u4e00-\u9fff])/)) {
    const needs = [...word].reduce((sum, c) => sum + wide(c), 0);
    if (used + needs > room && lines.length < 2) {
      lines.push('');
      used = 0;
    }
    if (used + needs > room) return [...lines.slice(0, -1), `${lines.at(-1)!.trimEnd()}…`];
    lines[lines.length - 1] += word;
    used += needs;
  }
  return lines;
}

export function chartOf(nodes: FlowNode[], groups: GroupView[], lang: Lang): ChartLayout {
  const say = (pair: [string, string]) => pair[lang === 'zh' ? 0 : 1];
  const line = (role: ChartText, text: string, x: number, y: number, size: number, end = false): ChartLine => ({
    role,
    text,
    x,
    y,
    size,
    end,
  });
  const rank = new Map<string, number>();
  const inPhase = (node: FlowNode): number => {
    const known = rank.get(node.matter);
    if (known !== undefined) return known;
    rank.set(node.matter, 0);
    const before = nodes.filter((n) => node.after.includes(n.matter) && n.phase === node.phase);
    const mine = Math.max(0, ...before.map((n) => inPhase(n) + 1));
    rank.set(node.matter, mine);
    return mine;
  };
  const box = (node: FlowNode, x: number, y: number): ChartNode => {
    const state = stateOf(node);
    const limit = node.clock?.promised_days ?? node.promised_days;
    const used = node.clock?.accepted ? node.clock.used : null;
    const days = limit === null ? '' : used === null ? `${limit}` : `${used} / ${limit}`;
    const names = broken(node.name[lang], width - 20, 13);
    return {
      code: node.matter,
      name: node.name,
      department: node.department,
      department_name: node.office,
      phase: node.phase,
      group: node.group,
      depends_on: node.after,
      state,
      used,
      limit,
      government: node.government,
      critical: node.critical,
      dashed: state === 'not_begun',
      due: node.expected,
      x,
      y,
      w: width,
      h: height,
      icon: [x + 17, y + 51],
      lines: [
        ...names.map((name, index) => line('name', name, x + 10, y + 20 + index * 16, 13)),
        line('state', say(words[state]), x + 28, y + 55, 12),
        line('days', days, x + width - 10, y + 55, 12, true),
        line('department', broken(node.office[lang], width - 70, 11)[0]!, x + 10, y + 74, 11),
        line('note', (node.expected ?? '').slice(5), x + width - 10, y + 74, 11, true),
      ],
    };
  };
  const columns: ChartLayout['columns'] = [];
  const boxes: ChartNode[] = [];
  let x = pad;
  for (const phase of [...new Set(nodes.map((n) => n.phase))].sort()) {
    const own = nodes.filter((n) => n.phase === phase);
    const ranks = Math.max(...own.map(inPhase)) + 1;
    const title = say(phases[phase] ?? ['企业事项', 'Enterprise affairs']);
    columns.push({
      phase,
      title: { zh: phases[phase]?.[0] ?? '', en: phases[phase]?.[1] ?? '' },
      x: x - gapX / 2,
      y: 0,
      w: ranks * (width + gapX),
      h: 0,
      lines: [line('phase', title, x, 24, 14)],
    });
    // Each group has a band of its own through all the ranks of its phase.
    let y = head + pad;
    for (const key of [...new Set(own.map((n) => n.group))]) {
      const members = own.filter((n) => n.group === key).sort((a, b) => a.matter.localeCompare(b.matter));
      let most = 0;
      for (let r = 0; r < ranks; r += 1) {
        const column = members.filter((n) => inPhase(n) === r);
        column.forEach((n, index) => boxes.push(box(n, x + r * (width + gapX), y + index * (height + gapY))));
        most = Math.max(most, column.length);
      }
      y += most * (height + gapY) + 34;
    }
    x += ranks * (width + gapX);
  }
  const tall = Math.max(...boxes.map((b) => b.y + b.h)) + pad;
  for (const column of columns) column.h = tall;
  const at = new Map(boxes.map((b) => [b.code, b]));
  const edges = nodes.flatMap((node) =>
    node.after.flatMap((from) => {
      const [a, b] = [at.get(from), at.get(node.matter)];
      if (!a || !b) return [];
      const points: Point[] = [
        [a.x + a.w, a.y + a.h / 2],
        [b.x - gapX / 2, a.y + a.h / 2],
        [b.x - gapX / 2, b.y + b.h / 2],
        [b.x, b.y + b.h / 2],
      ];
      return [{ from, to: node.matter, points, critical: a.critical && b.critical }];
    }),
  );
  const frames = groups.flatMap((group) => {
    const own = boxes.filter((b) => b.group === group.key);
    if (own.length < 2) return [];
    const left = Math.min(...own.map((b) => b.x)) - 8;
    const top = Math.min(...own.map((b) => b.y)) - 26;
    return [
      {
        key: group.key,
        name: group.name,
        phase: own[0]!.phase,
        together: group.all_decided,
        x: left,
        y: top,
        w: Math.max(...own.map((b) => b.x + b.w)) + 8 - left,
        h: Math.max(...own.map((b) => b.y + b.h)) + 8 - top,
        lines: [line('group', group.name[lang], left + 10, top + 17, 12)],
      },
    ];
  });
  return {
    form: 'columns',
    lang,
    procedure: 'ZJ-GEN',
    name: { zh: '', en: '' },
    live: true,
    width: x,
    height: tall,
    columns,
    groups: frames,
    nodes: boxes,
    edges,
    rails: [],
  };
}
