// Surveys of the host in memory: what each command does to the sample, so that every screen can be walked through without a host.
import type {
  Commands,
  FixTaken,
  GuideView,
  ReceiverView,
  SessionView,
  SurveyColumn,
  SurveyFilePreview,
  SurveyRow,
  SurveyView,
  TargetSaved,
  TargetView,
} from '../../contract/generated';
import { ProblemError } from '../platform';
import { localSystems } from './localSystems';
import { workOut } from './surveyReadings';
import { judge, settle } from './surveyRules';
import {
  act,
  big,
  completion,
  fix,
  kinds,
  loose,
  make,
  makeSurveys,
  measurement,
  now,
  plan,
  unit,
  value,
  zhao,
} from './surveySample';
import { projects } from './sample';

type Handlers = { [N in keyof Commands]?: (request: Commands[N]['request']) => Commands[N]['response'] };
interface Who {
  role: SessionView['role'];
  host: SessionView['host'];
}

const refuse = (message: string, field = '') =>
  new ProblemError({ code: 'bad_input', message, next: '', params: field ? { field } : {} });
const rows: [string, string, string, string, string][] = [
  ['A1', '', '571912.300', '3404892.200', '6.750'],
  ['A2', '', '571936.800', '3404892.200', '6.750'],
  ['A3', '', '571936.800', '3404877.200', '6.750'],
  ['A4', '', '571912.300', '3404877.200', '6.750'],
];
const guessed: SurveyColumn[] = ['name', 'code', 'x_north', 'y_east', 'h'];
const mended: SurveyColumn[] = ['name', 'code', 'y_east', 'x_north', 'h'];

function preview(columns: SurveyColumn[] | null): SurveyFilePreview {
  const as = columns ?? guessed;
  const col = (row: string[], column: SurveyColumn) => row[as.indexOf(column)] ?? '';
  const swapped = as.indexOf('y_east') > as.indexOf('x_north');
  return {
    format: 'csv',
    reading: { zh: 'GB 18030，逗号分隔', en: 'GB 18030, separated by commas' },
    sheets: [],
    sheet: '',
    columns: as,
    rows,
    points: rows.map((row) => ({
      name: col(row, 'name'),
      code: col(row, 'code'),
      x_north: Number(col(row, 'x_north')),
      y_east: Number(col(row, 'y_east')),
      h: as.includes('h') ? Number(col(row, 'h')) : null,
    })),
    count: rows.length,
    figures: 0,
    warnings: swapped
      ? [
          {
            kind: 'swapped',
            text: {
              zh: '东坐标和北坐标看起来对调了：按现在的列，点位落在场地以外 2800 km。',
              en: 'East and north look swapped: read like this, the points are 2,800 km from the site.',
            },
            columns: mended,
          },
        ]
      : [],
    problems: [
      {
        row: 7,
        column: '高程',
        text: { zh: '“-”不是数字，这一行没有读入。', en: '“-” is no number: this row was not read.' },
      },
    ],
  };
}

export function surveys({ role, host }: Who) {
  let all = makeSurveys();
  let steps = 0;
  const local = localSystems();
  let receiver: ReceiverView = {
    kind: 'tcp',
    address: '192.168.4.1:9001',
    live: true,
    silent_s: 0.4,
    fix: fix(),
    ports: ['/dev/ttyUSB0', 'COM5 (R12i)'],
    problem: { zh: '', en: '' },
    bad_lines: 0,
    last: { kind: 'tcp', address: '192.168.4.1:9001', baud: 0 },
  };
  const surveyor = role === 'surveyor' && host === 'window';
  const office = role === 'approver';
  const allowed = (view: SurveyView): SurveyView => {
    const { state, stale } = view.row;
    const done = (state === 'signed' && !stale) || state === 'accepted';
    return {
      ...view,
      may: {
        design: surveyor && !done,
        measure: surveyor && !done && view.designs.length > 0,
        sign: surveyor && !done && view.designs.length > 0,
        withdraw: surveyor && state === 'signed' && !stale,
        check: office && state === 'signed' && !stale,
        reuse: (office || role === 'window') && state === 'accepted',
        export: role !== 'contractor' && role !== 'agent',
      },
    };
  };
  const get = (id: string): SurveyView => {
    const made = { s10: big, s11: completion }[id];
    if (made && !all.some((v) => v.row.id === id)) all = [...all, settle(made())];
    const found = all.find((v) => v.row.id === id);
    if (!found)
      throw new ProblemError({
        code: 'not_found',
        message: '找不到这个测绘任务，或您无权查看。',
        next: '',
        params: {},
      });
    return allowed(found);
  };
  const put = (view: SurveyView): SurveyView => {
    const next = settle(view);
    all = all.map((v) => (v.row.id === next.row.id ? next : v));
    return allowed(next);
  };
  const change = (id: string, name: string, make: (target: TargetView) => TargetView): TargetSaved => {
    const view = get(id);
    const wasFixed = ['signed', 'returned'].includes(view.row.state);
    const next = put({
      ...view,
      row: { ...view.row, state: wasFixed ? 'measuring' : view.row.state },
      targets: view.targets.map((t) => (t.name === name ? make(t) : t)),
    });
    return {
      target: next.targets.find((t) => t.name === name)!,
      row: next.row,
      lacks: next.lacks,
      verdict: next.verdict,
      conclusion: next.conclusion,
      derived: next.derived,
      figures: next.figures,
      saved_at: now,
    };
  };
  const acted = (id: string, what: Parameters<typeof act>[0], state: SurveyRow['state'], note: string) => {
    const view = get(id);
    const by = office ? { id: 'person-zhou', name: '周文涛' } : zhao;
    return put({
      ...view,
      row: { ...view.row, state, stale: false },
      stale_because: { zh: '', en: '' },
      acts: [
        ...view.acts,
        act(what, by, now, {
          id: `act-${view.acts.length}`,
          note,
          design: view.row.design,
          verdict: what === 'signed' ? view.verdict : null,
        }),
      ],
    });
  };
  const todo = (row: SurveyRow) => row.stale || (row.state !== 'signed' && row.state !== 'accepted');
  const fits = {
    to_do: todo,
    to_check: (row: SurveyRow) => row.state === 'signed' && !row.stale,
    accepted: (row: SurveyRow) => row.state === 'accepted',
    all: () => true,
  };
  const listed = () => all.map((v) => v.row).sort((a, b) => (a.days_left ?? 999) - (b.days_left ?? 999));

  const guide = (id: string, name: string): GuideView => {
    const target = get(id).targets.find((t) => t.name === name)!;
    steps += 1;
    const away = [12.4, 3.2, 0.42, 0.031, 0.003][Math.min(steps - 1, 4)]!;
    const [north, east] = [away * 0.8, -away * 0.6];
    const live = receiver.live && receiver.fix !== null;
    return {
      receiver,
      target: name,
      distance_m: live ? away : null,
      azimuth_deg: live ? 323.1 : null,
      north_m: live ? north : null,
      east_m: live ? east : null,
      up_m: live && target.design.h !== null ? 0.018 : null,
      threshold_m: 0.05,
      precise: live && away < 1 && receiver.fix!.counts,
      within: live && away <= 0.05 && receiver.fix!.counts,
      words: {
        zh: live ? `向北 ${north.toFixed(3)} m，向西 ${(-east).toFixed(3)} m` : '',
        en: live ? `north ${north.toFixed(3)} m, west ${(-east).toFixed(3)} m` : '',
      },
    };
  };
  const take = (id: string, name: string): FixTaken => {
    const got = receiver.fix;
    if (!got) throw refuse('还没有收到定位。');
    if (!got.counts) {
      const observation = { id: `observation-${steps}-${name}`, target: name, fix: got, by: zhao, at: now };
      const view = get(id);
      put({ ...view, observations: [...view.observations, observation] });
      return { saved: null, observation };
    }
    const saved = change(id, name, (t) => ({
      ...t,
      measured: measurement(
        value({
          x_north: t.design.x_north === null ? null : t.design.x_north - 0.002,
          y_east: t.design.y_east === null ? null : t.design.y_east + 0.002,
        }),
        { source: 'receiver', fix: got },
      ),
    }));
    return { saved, observation: null };
  };

  const handlers: Handlers = {
    surveys: ({ filter, project, search, offset, limit }) => {
      const here = listed().filter((row) => !project || row.project === project);
      const words = search.trim();
      const match = here.filter(
        (row) =>
          fits[filter](row) && (row.project_name + row.kind_name.zh + row.unit.name + row.number).includes(words),
      );
      return {
        rows: match.slice(offset, offset + limit),
        total: match.length,
        counts: (['to_do', 'to_check', 'accepted', 'all'] as const).map((f) => ({
          filter: f,
          count: here.filter(fits[f]).length,
        })),
        kinds,
        may_assign: role !== 'approver' && role !== 'leader' && role !== 'contractor',
      };
    },
    survey: ({ id }) => get(id),
    assign_survey: ({ project, kind, due, note }) => {
      const found = projects.find((p) => p.id === project);
      if (!found) throw refuse('请选择项目。', 'project');
      const view = make({
        id: `s${all.length + 20}`,
        project: [found.id, found.name],
        kind,
        targets: [],
        designs: [],
        row: { due: due ?? '2026-12-07', days_left: 10, colour: 'green' },
        more: { instruments: [], acts: [act('assigned', zhao, now, { note })] },
      });
      all = [view, ...all];
      return allowed(view);
    },
    revise_design: ({ survey, drawing, revision, targets, without, figures }) => {
      const view = get(survey);
      const version = (view.row.design ?? 0) + 1;
      const made = targets.map((input) => ({
        name: input.name,
        role: input.role,
        code: input.code,
        design: input.design,
        measured: null,
        conflict: [],
        result: null,
        photos: [],
        after_signing: false,
      }));
      const kept = view.targets.filter((t) => !without.includes(t.name) && !made.some((m) => m.name === t.name));
      const next = [...kept, ...made];
      return put({
        ...view,
        targets: next,
        figures: [
          ...view.figures.filter((f) => !figures.some((g) => g.name === f.name)),
          ...figures.map((f) => ({ ...f, design: f.coordinates, measured: [] })),
        ],
        designs: [
          {
            id: `${survey}-design-${version}`,
            version,
            drawing,
            revision,
            file_name: '',
            sha256: null,
            local_system: null,
            targets: next.length,
            by: zhao,
            at: now,
            in_force: true,
          },
          ...view.designs.map((d) => ({ ...d, in_force: false })),
        ],
        acts: [...view.acts, act('designed', zhao, now, { id: `act-${view.acts.length}`, design: version })],
      });
    },
    measure_target: ({ survey, target, measured, far_is_meant }) =>
      change(survey, target, (t) => {
        const worked = measured.from && workOut(measured.from);
        if (worked && !worked.found) throw refuse(worked.problems.map((one) => one.text.zh).join(''), 'from');
        const readings = worked ? worked.values : measured.readings;
        const off = readings.map((r) => Math.hypot(r.x_north! - t.design.x_north!, r.y_east! - t.design.y_east!));
        if (t.design.x_north !== null && !far_is_meant && Math.max(...off) > 5)
          throw new ProblemError({
            code: 'far_from_design',
            message: `与设计相差过大：${t.name} ${Math.max(...off).toFixed(2)} m。可能录错了数字或测的是另一点。还没有保存，原来的值没有改动。`,
            next: '核对读数；确实如此时，确认后再保存。',
            params: {},
          });
        if (!readings.length) return { ...t, measured: null, conflict: [] };
        const mean = (key: keyof (typeof readings)[number]) => {
          const given = readings.map((r) => r[key]).filter((v) => v !== null);
          return given.length ? given.reduce((sum, v) => sum + v, 0) / given.length : null;
        };
        const spread = (key: keyof (typeof readings)[number]) => {
          const given = readings.map((r) => r[key]).filter((v) => v !== null);
          return given.length ? Math.max(...given) - Math.min(...given) : 0;
        };
        const one = { x_north: mean('x_north'), y_east: mean('y_east'), h: mean('h'), value: mean('value') };
        return {
          ...t,
          conflict: [],
          measured: measurement(one, {
            readings: readings.length > 1 ? readings : [],
            spread_mm:
              readings.length > 1
                ? Math.round(Math.max(spread('x_north'), spread('y_east'), spread('h'), spread('value')) * 10000) / 10
                : null,
            note: measured.note,
            from: worked?.found ?? null,
          }),
        };
      }),
    try_readings: ({ survey, target: name, from }) => {
      const target = get(survey).targets.find((t) => t.name === name)!;
      const { found, problems } = workOut(from);
      const measured = found && measurement(value({ value: found.value }));
      return { found, problems, result: measured && judge({ ...target, measured }).result };
    },
    choose_measurement: ({ survey, target, measurement: id }) =>
      change(survey, target, (t) => ({ ...t, measured: t.conflict.find((m) => m.id === id)!, conflict: [] })),
    use_instrument: ({ survey, ...named }) => {
      const view = get(survey);
      return put({
        ...view,
        instruments: [{ ...named, expired: named.valid_until < now.slice(0, 10) }, ...view.instruments],
      });
    },
    sign_survey: ({ id, note }) => {
      if (get(id).lacks.some((lack) => !lack.warning))
        throw new ProblemError({
          code: 'incomplete',
          message: '还不能签字。',
          next: '请先补齐下列内容。',
          params: {},
        } as never);
      return acted(id, 'signed', 'signed', note);
    },
    withdraw_signature: ({ id, note }) => acted(id, 'withdrawn', 'measuring', note),
    check_survey: ({ id, accept, note }) => {
      if (!accept && !note.trim()) throw refuse('退回时请写明原因。', 'note');
      return accept ? acted(id, 'accepted', 'accepted', note) : acted(id, 'returned', 'returned', note);
    },
    reuse_survey: ({ id, note }) => acted(id, 'reused', 'accepted', note),
    receiver: () => receiver,
    connect_receiver: ({ kind, address }) =>
      (receiver = { ...receiver, kind, address, live: true, silent_s: 0.3, fix: fix(), problem: { zh: '', en: '' } }),
    disconnect_receiver: () => (receiver = { ...receiver, kind: null, address: '', live: false, fix: null }),
    guide_to: ({ survey, target }) => guide(survey, target),
    take_fix: ({ survey, target }) => take(survey, target),
    ...local.handlers,
  };

  /** As read; from a local system a little elsewhere, so that it shows. */
  const seen = (columns: SurveyColumn[] | null, system: string | undefined): SurveyFilePreview => {
    const found = preview(columns);
    if (!local.use(system)) return found;
    const points = found.points.map((p) => ({ ...p, x_north: p.x_north + 1200, y_east: p.y_east - 800 }));
    return { ...found, points };
  };
  const points = (columns: SurveyColumn[] | null, system: string | undefined) => seen(columns, system).points;
  return {
    handlers,
    of: (id: string) => all.find((v) => v.row.id === id),
    /** Rows of a project, those to be done first. */
    inProject: (project: string) => listed().filter((row) => row.project === project),
    waiting: () => listed().filter((row) => (office ? fits.to_check(row) : todo(row))),
    photo: (id: string, name: string | null, photo: TargetView['photos'][number]) => {
      const view = get(id);
      put({
        ...view,
        tray: name === null ? [...view.tray, photo] : view.tray,
        targets: view.targets.map((t) => (t.name === name ? { ...t, photos: [...t.photos, photo] } : t)),
      });
    },
    raw: (name: string, request: unknown): unknown => {
      switch (name) {
        case 'look_at_survey_file': {
          const asked = request as Commands['look_at_survey_file']['request'];
          return seen(asked.columns, asked.local_system);
        }
        case 'look_at_plan':
          return plan((request as Commands['look_at_plan']['request']).file_name);
        case 'import_design': {
          const asked = request as Commands['import_design']['request'];
          return handlers.revise_design!({
            survey: asked.survey,
            drawing: asked.drawing,
            revision: asked.revision,
            targets: points(asked.columns, asked.local_system).map((p) => ({
              name: p.name,
              role: asked.role,
              code: p.code,
              design: value({ x_north: p.x_north, y_east: p.y_east }),
            })),
            without: asked.keep_others ? [] : get(asked.survey).targets.map((t) => t.name),
            figures: [],
          });
        }
        case 'import_measured': {
          const asked = request as Commands['import_measured']['request'];
          const read = new Map(points(asked.columns, asked.local_system).map((p) => [p.name, p]));
          const view = get(asked.survey);
          return put({
            ...view,
            targets: view.targets.map((t) => {
              const p = read.get(t.name);
              if (!p) return t;
              const measured = value({ x_north: p.x_north + 0.004, y_east: p.y_east - 0.003 });
              return {
                ...t,
                measured: measurement(measured, {
                  source: 'file',
                  file_name: asked.file_name,
                  local_system: asked.local_system ?? null,
                }),
              };
            }),
          });
        }
        default: {
          const file = (request as Commands['replay_receiver']['request']).file_name;
          steps = 0;
          return (receiver = {
            ...receiver,
            kind: 'replay',
            address: file,
            live: true,
            fix: file.includes('single') ? loose : fix(),
          });
        }
      }
    },
    unit,
  };
}
export type MemorySurveys = ReturnType<typeof surveys>;
