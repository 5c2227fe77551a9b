// A host in memory, for tests and for looking at the screens. It keeps the shape of the contract, not the rules of the trade:
// what an answer is worth is decided by the real host alone.
import type {
  AnswerInput,
  Commands,
  InspectionView,
  ItemView,
  PhotoView,
  ProjectRow,
  SessionView,
  SyncView,
} from '../../contract/generated';
import { ProblemError, type Platform } from '../platform';
import { approvals, owned } from './approvals';
import type { Checklist } from './checklist';
import type { CatalogueSources } from './procedure';
import { surveys } from './surveys';
import { chen, findings, inspectionRow, projects, sessionOf, stagesOf, today, wang } from './sample';

type Handlers = { [N in keyof Commands]?: (request: Commands[N]['request']) => Commands[N]['response'] };

export interface MemoryOptions {
  role?: SessionView['role'];
  host?: SessionView['host'];
  lang?: 'zh' | 'en';
  theme?: SessionView['preferences']['theme'];
  text?: number;
  checklist: Checklist;
  /** Files of the catalogue; without them there are no approvals. */
  catalogue?: CatalogueSources;
}

const now = '2026-11-23T10:42:00+08:00';
const refuse = (code: 'not_found' | 'not_here', message: string) =>
  new ProblemError({ code, message, next: '', params: {} });

function judged(item: ItemView, answer: AnswerInput | null, note: string): ItemView {
  if (!answer) return { ...item, answer: null, state: 'unanswered', lacks: ['answer'] };
  const lost = answer.kind === 'deductions' ? answer.deductions.reduce((sum, d) => sum + d.points, 0) : 0;
  const na = answer.kind === 'result' && answer.result === 'na';
  const bad =
    (answer.kind === 'result' && answer.result === 'fail') ||
    lost > 0 ||
    (answer.kind === 'number' &&
      ((item.at_least !== null && answer.value < item.at_least) ||
        (item.at_most !== null && answer.value > item.at_most)));
  const needs = !na && (item.photo === 'required' || (bad && item.photo !== 'optional')) && item.photos.length === 0;
  const points = item.max === null || na ? null : item.max - lost;
  const verdict = na ? 'na' : bad ? 'fail' : 'pass';
  const view = {
    answer_id: `${item.id}-1`,
    answer,
    note,
    points,
    verdict,
    by: chen,
    at: now,
    after_finishing: false,
  } as const;
  return { ...item, answer: view, conflict: [], state: needs ? 'lacking' : 'done', lacks: needs ? ['photo'] : [] };
}

const photo = (n: number, item: string | null): PhotoView => ({
  id: `photo-${n}`,
  sha256: 'ab'.repeat(32),
  item,
  width: 4000,
  height: 3000,
  bytes: 3_400_000,
  source: 'camera',
  taken_at: '2026-11-23T10:31:00+08:00',
  sequence: n,
  position: { longitude: 120.7512, latitude: 30.7461, accuracy_m: 6, provider: 'gps' },
  by: chen,
  note: '',
  delivery: n % 2 ? 'queued' : 'filed',
  here: true,
  removed: false,
});

/** A picture drawn on the spot, so that nothing is fetched. */
function picture(id: string): string {
  const hue = (Number(id.replace(/\D/g, '')) * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="hsl(${hue} 14% 52%)"/><path d="M0 300V190l90-50 70 40 110-90 130 80v130z" fill="hsl(${hue} 18% 32%)"/><path d="M60 300V120h14v180zm60 0V120h14v180zM50 150h110v8H50z" fill="hsl(40 60% 60%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function sample(checklist: Checklist): InspectionView {
  const row = inspectionRow('i1');
  const view: InspectionView = {
    row,
    template_version: 1,
    standard: 'JGJ 59-2011',
    sections: checklist.sections,
    items: checklist.items,
    tray: [photo(3, null), photo(4, null)],
    removed_photos: [],
    score: null,
    missing: [],
    finished_at: null,
    finished_by: null,
    filed_at: null,
    last_item: 'B14-02',
    may_answer: true,
    may_reopen: false,
    corrects: null,
  };
  let next = view;
  for (const item of checklist.items.slice(0, 62))
    next = put(
      next,
      judged(
        item,
        { kind: 'deductions', deductions: item.id.endsWith('4') ? [{ points: 2, note: '记录不全' }] : [] },
        '',
      ),
    );
  const failed = next.items.find((item) => item.id === 'B14-02');
  if (failed)
    next = put(
      next,
      judged(
        { ...failed, photos: [photo(1, failed.id), photo(2, failed.id)] },
        {
          kind: 'deductions',
          deductions: [
            { points: 5, note: '重复接地仅一处' },
            { points: 3, note: '东侧配电箱未接' },
          ],
        },
        '重复接地仅一处，东侧配电箱未接保护零线',
      ),
    );
  const clash = next.items.find((item) => item.id === 'B14-04');
  if (clash) {
    const one = judged(clash, { kind: 'deductions', deductions: [] }, '').answer!;
    const two = {
      ...judged(clash, { kind: 'deductions', deductions: [{ points: 10, note: '箱门无锁' }] }, '二级箱三处').answer!,
      answer_id: 'other',
      by: wang,
    };
    next = put(next, { ...clash, answer: one, conflict: [one, two], state: 'conflict', lacks: ['choice'] });
  }
  return next;
}

/** Puts an item into the view and counts again. */
function put(view: InspectionView, item: ItemView): InspectionView {
  const items = view.items.map((i) => (i.id === item.id ? item : i));
  const sections = view.sections.map((section) => {
    const own = items.filter((i) => i.section === section.code);
    const answered = own.filter((i) => i.answer).length;
    const marks = own.reduce((sum, i) => sum + (i.answer?.points ?? 0), 0);
    return {
      ...section,
      answered,
      checked: answered > 0,
      score:
        answered > 0 && own[0]?.max !== null
          ? Math.round(
              (100 * marks) /
                Math.max(
                  1,
                  own.filter((i) => i.answer?.points != null).reduce((s, i) => s + (i.max ?? 0), 0),
                ),
            )
          : null,
      margin: answered > 0 ? 12 : null,
    };
  });
  const scored = sections.filter((s) => s.score !== null);
  const total = scored.reduce((sum, s) => sum + (s.score ?? 0), 0) / Math.max(1, scored.length);
  const missing = items
    .filter((i) => i.lacks.length && sections.find((s) => s.code === i.section)?.checked)
    .map((i) => ({ item: i.id, title: i.title, lack: i.lacks[0]! }));
  return {
    ...view,
    items,
    sections,
    missing,
    score: scored.length
      ? {
          total: Math.round(total * 100) / 100,
          grade: total >= 80 ? { zh: '优良', en: 'excellent' } : { zh: '合格', en: 'qualified' },
          zero_tables: [],
        }
      : null,
    row: {
      ...view.row,
      answered: items.filter((i) => i.answer).length,
      failed: items.filter((i) => i.answer?.verdict === 'fail').length,
      photos: items.reduce((n, i) => n + i.photos.length, 0),
      conflicts: items.filter((i) => i.conflict.length).length,
      score: scored.length ? Math.round(total * 100) / 100 : null,
    },
  };
}

export function memoryPlatform(
  options: MemoryOptions,
): Platform & { inspection: () => InspectionView; calls: string[] } {
  const { role = 'inspector', host = 'window', lang = 'zh', theme = 'light', text = 100, checklist } = options;
  let session = sessionOf(role, host, lang, theme, text);
  let run = sample(checklist);
  if (host === 'browser')
    run = {
      ...run,
      may_answer: false,
      row: { ...run.row, state: 'filed', delivery: 'filed' },
      finished_at: now,
      finished_by: chen,
      filed_at: now,
    };
  const matters = options.catalogue && approvals(options.catalogue, { role, host });
  const measured = surveys({ role, host });
  let shots = 10;
  const calls: string[] = [];
  const change = (next: InspectionView) => (run = next);
  const item = (id: string) => run.items.find((i) => i.id === id)!;
  const saved = (id: string) => ({
    item: item(id),
    section: run.sections.find((s) => s.code === item(id).section)!,
    row: run.row,
    score: run.score,
    saved_at: now,
  });
  const movePhoto = (id: string, to: string | null, removed = false) => {
    const all = [...run.tray, ...run.items.flatMap((i) => i.photos), ...run.removed_photos];
    const found = { ...all.find((p) => p.id === id)!, item: to, removed };
    const without = (list: PhotoView[]) => list.filter((p) => p.id !== id);
    const items = run.items.map((i) => ({
      ...i,
      photos: i.id === to && !removed ? [...without(i.photos), found] : without(i.photos),
    }));
    run = {
      ...run,
      items,
      tray: to === null && !removed ? [...without(run.tray), found] : without(run.tray),
      removed_photos: removed ? [...without(run.removed_photos), found] : without(run.removed_photos),
    };
    return found;
  };
  const person = {
    id: 'person-chen',
    name: '陈卫东',
    login: 'chenwd',
    role: 'inspector',
    organisation: { id: 'org-1', name: '滨湖区建设工程质量安全服务中心' },
    active: true,
    devices: 1,
  } as const;
  const status = (): SyncView => ({
    online: false,
    activity: 'idle',
    unsent: 46,
    photos_unsent: 3,
    bytes_unsent: 26_000_000,
    last_sync: '2026-11-23T08:05:00+08:00',
    next_try: '2026-11-23T10:58:00+08:00',
    problem: null,
    records: [
      {
        doc: 'i1',
        kind: 'inspection',
        title: { zh: '东湖科创园三期 2# 楼 · 施工安全检查', en: 'Donghu Science Park III no. 2 · safety inspection' },
        delivery: 'queued',
        changes_unsent: 44,
        photos: [
          { sha256: 'a1', bytes: 3_400_000, sent: 1_200_000, delivery: 'sending', problem: null },
          { sha256: 'a2', bytes: 3_100_000, sent: 0, delivery: 'queued', problem: null },
        ],
        filed_at: null,
        problem: null,
      },
      {
        doc: 'f2',
        kind: 'finding',
        title: { zh: '示例医院改建工程 · 问题 3-12', en: 'Sample hospital · finding 3-12' },
        delivery: 'needs_attention',
        changes_unsent: 2,
        photos: [],
        filed_at: null,
        problem: {
          code: 'refused',
          message: '中心没有接收：项目已移交。内容保留在本机。',
          next: '请联系管理员，或导出这条记录。',
          params: {},
        },
      },
      {
        doc: 'i0',
        kind: 'inspection',
        title: { zh: '云岭光谷配套厂房 · 灰线验线', en: 'Yunling · line verification' },
        delivery: 'filed',
        changes_unsent: 0,
        photos: [],
        filed_at: '2026-11-23T09:41:00+08:00',
        problem: null,
      },
    ],
    free_bytes: 12_400_000_000,
    photo_bytes: 4_200_000_000,
    photo_bytes_filed: 3_100_000_000,
    photos_fit: 1400,
    conflicts: 1,
    quarantined: 2,
  });
  const atStage = (row: ProjectRow): ProjectRow => ({
    ...row,
    stage: matters?.world.facts.stages[row.id] ?? row.stage,
  });
  const projectView = (id: string) => {
    const found = projects.find((p) => p.id === id);
    if (!found) throw refuse('not_found', '找不到这个项目，或您无权查看。');
    const row = atStage(found);
    return {
      row,
      stages: stagesOf(row),
      parties: [
        { organisation: { id: 'o2', name: row.owner }, role: 'owner' as const },
        { organisation: { id: 'o3', name: '恒基建工集团' }, role: 'contractor' as const },
        { organisation: measured.unit, role: 'surveyor' as const },
      ],
      people: [{ person: chen, role: 'inspector' as const }],
      inspections: [
        run.row,
        inspectionRow('i2', {
          state: 'filed',
          delivery: 'filed',
          answered: 189,
          photos: 23,
          score: 84.36,
          changed_at: '2026-10-13T16:20:00+08:00',
        }),
        inspectionRow('i3', { state: 'set_aside', delivery: 'queued' }),
      ],
      findings: findings.filter((f) => f.project === 'p1'),
      surveys: measured.inProject(id),
      site: [],
      may_inspect: host === 'window',
      may_edit: host === 'browser',
      as_of: '2026-11-23T09:12:00+08:00',
    };
  };
  const handlers: Handlers = {
    session: () => session,
    save_preferences: (preferences) => (session = { ...session, preferences }),
    enrol: () => (session = { ...session, person: chen, role: 'inspector' }),
    sign_in: () => (session = { ...session, person: chen, role: 'owner' }),
    sign_out: () => (session = { ...session, person: null, role: null }),
    today: () => ({
      date: today,
      working_day: true,
      resume: role === 'surveyor' ? null : run.row,
      resume_item: role === 'surveyor' ? null : 'B14-02',
      in_progress: [],
      to_check: role === 'surveyor' ? [] : projects.slice(1, 4),
      findings: role === 'surveyor' ? [] : findings.slice(0, 3),
      surveys: role === 'surveyor' ? measured.waiting() : [],
      records_unsent: 3,
      photos_unsent: 14,
      bytes_unsent: 26_000_000,
    }),
    projects: ({ search, stage }) => {
      const rows = projects
        .map(atStage)
        .filter(
          (p) =>
            (!matters || owned(matters.world).includes(p.id)) &&
            (!stage || p.stage === stage) &&
            (p.name + p.code + p.owner).includes(search),
        );
      return { projects: rows, total: rows.length, as_of: '2026-11-23T09:12:00+08:00' };
    },
    project: ({ id }) => projectView(id),
    start_inspection: () => run,
    inspection: () => run,
    answer_item: ({ item: id, answer, note }) => (change(put(run, judged(item(id), answer, note))), saved(id)),
    choose_answer: ({ item: id, answer_id }) => (
      change(put(run, judged(item(id), item(id).conflict.find((c) => c.answer_id === answer_id)!.answer, ''))),
      saved(id)
    ),
    leave_screen: () => ({}),
    sort_photo: ({ photo: id, item: to }) => movePhoto(id, to),
    remove_photo: ({ photo: id }) => movePhoto(id, null, true),
    restore_photo: ({ photo: id }) => movePhoto(id, null),
    finish_inspection: () =>
      change({
        ...run,
        may_answer: false,
        may_reopen: true,
        finished_at: now,
        finished_by: chen,
        row: { ...run.row, state: 'finished', delivery: 'queued' },
      }),
    reopen_inspection: () =>
      change({
        ...run,
        may_answer: true,
        may_reopen: false,
        finished_at: null,
        row: { ...run.row, state: 'in_progress' },
      }),
    set_aside_inspection: () => change({ ...run, may_answer: false, row: { ...run.row, state: 'set_aside' } }),
    restore_inspection: () => change({ ...run, may_answer: true, row: { ...run.row, state: 'in_progress' } }),
    findings: ({ open }) => findings.filter((f) => !open || f.state !== 'closed'),
    finding: ({ id }) => ({
      row: findings.find((f) => f.id === id) ?? findings[1]!,
      clause: 'JGJ59-2011 3.14.3 第2款',
      acts: [
        { kind: 'raised', by: chen, at: '2026-11-16T15:10:00+08:00', note: '重复接地仅一处，东侧配电箱未接' },
        { kind: 'replied', by: wang, at: '2026-11-20T09:30:00+08:00', note: '已补做两处重复接地，测得 6.2 Ω。' },
      ],
      photos: [photo(1, 'B14-02'), photo(2, 'B14-02')],
      may: host === 'window' ? ['closed', 'failed'] : ['replied'],
    }),
    raise_finding: ({ item: id }) => {
      run = { ...run, items: run.items.map((i) => (i.id === id ? { ...i, findings: ['f2'] } : i)) };
      return handlers.finding!({ id: 'f2' });
    },
    act_on_finding: ({ id }) => handlers.finding!({ id }),
    inbox: () => [
      {
        kind: 'correction_asked',
        target: { to: 'case', id: 'p5-p3-02' },
        title: {
          zh: '虹桥湾数字产业园 · 特殊建设工程消防设计审查',
          en: 'Hongqiao Bay Digital Park · fire design review',
        },
        detail: {
          zh: '请于2026年11月26日前补正（还剩3个工作日）',
          en: 'Hand in the correction by 26 Nov 2026 (3 working days left)',
        },
        at: '2026-11-19T10:14:00+08:00',
      },
      {
        kind: 'case_late',
        target: { to: 'flow', id: 'p5' },
        title: { zh: '虹桥湾数字产业园 · 施工图审查', en: 'Hongqiao Bay Digital Park · drawing review' },
        detail: { zh: '已超过承诺时限 2 个工作日', en: 'the promise is missed by 2 working days' },
        at: '2026-11-20',
      },
      {
        kind: 'survey_returned',
        target: { to: 'survey', id: 's4' },
        title: { zh: '虹桥湾数字产业园 · 放线', en: 'Hongqiao Bay Digital Park · staking out' },
        detail: { zh: '缺北侧退让检核，请补测后重新签字', en: 'the setback to the north was not checked' },
        at: '2026-11-19T10:05:00+08:00',
      },
      {
        kind: 'conflict',
        target: { to: 'inspection', id: 'i1', item: 'B14-04' },
        title: { zh: '东湖科创园三期 2# 楼 · B14-04', en: 'Donghu Science Park III · B14-04' },
        detail: { zh: '与王海燕的答案不一致', en: 'differs from Wang Haiyan' },
        at: now,
      },
      {
        kind: 'finding_overdue',
        target: { to: 'finding', id: 'f1' },
        title: { zh: '示例医院改建工程 · 3-12', en: 'Sample hospital · 3-12' },
        detail: { zh: '施工现场防火，超期 1 个工作日', en: 'site fire protection, 1 working day late' },
        at: '2026-11-20',
      },
      {
        kind: 'rejected',
        target: { to: 'sync' },
        title: { zh: '两处改动没有被接收', en: 'Two changes were not taken' },
        detail: { zh: '项目已移交，内容保留在本机', en: 'the project was handed over; kept on this device' },
        at: '2026-11-22T17:05:00+08:00',
      },
    ],
    sync_status: status,
    sync_now: status,
    diagnostics: () => 'handheld 0.1.0\nschema 7\nunsent 46\n',
    licences: () => [
      { name: 'svelte 5', licence: 'MIT' },
      { name: 'automerge 0.12', licence: 'MIT' },
    ],
    organisations: () => [
      { id: 'org-1', name: '滨湖区建设工程质量安全服务中心', kind: 'authority', uscc: '', departments: [], people: 12 },
      {
        id: 'o2',
        name: '东湖科创开发有限公司',
        kind: 'construction_unit',
        uscc: '91330411MA2B9XT35J',
        departments: [],
        people: 3,
      },
    ],
    people: () => [
      person,
      { ...person, id: 'p-2', name: '李敏', login: 'limin', role: 'owner', devices: 0 },
      { ...person, id: 'p-3', name: '赵刚', login: 'zhaog', role: 'surveyor', active: false },
    ],
    enrol_code: () => ({
      person: chen,
      code: 'K7QF-3MXA',
      link: 'handheld://enrol?server=https://centre.example&code=K7QF-3MXA',
      qr_svg:
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h3v3H1zm4 0h3v3H5zM1 5h3v3H1zm5 1h2v2H6z"/></svg>',
      expires_at: '2026-11-23T18:00:00+08:00',
    }),
    reset_password: () => ({ person, password: 'river-lamp-42-moss' }),
    add_person: () => ({ person, password: 'river-lamp-42-moss' }),
    edit_person: () => person,
    devices: () => [
      {
        id: 'device-1',
        name: '外业平板 3 号',
        person: chen,
        enrolled_at: '2026-10-08T09:00:00+08:00',
        last_seen: now,
        revoked_at: null,
      },
      {
        id: 'device-2',
        name: '旧手机',
        person: wang,
        enrolled_at: '2026-03-02T09:00:00+08:00',
        last_seen: null,
        revoked_at: '2026-09-01T09:00:00+08:00',
      },
    ],
    my_devices: () => handlers.devices!({}),
    create_project: () => projectView('p1'),
    edit_project: () => projectView('p1'),
    ...matters?.handlers,
    ...measured.handlers,
  };
  return {
    calls,
    inspection: () => run,
    call: async (name, request, lang) => {
      calls.push(name);
      if (matters) matters.world.lang = lang;
      const handler = handlers[name] as ((request: unknown) => never) | undefined;
      if (!handler) throw refuse('not_here', `${name} is not in memory`);
      return structuredClone(handler(request));
    },
    callRaw: async (name, request) => {
      calls.push(name);
      if (name === 'import_projects')
        return { created: [], problems: [{ row: 3, column: '项目代码', message: '校验位不对' }] } as never;
      if (['look_at_survey_file', 'look_at_plan', 'import_design', 'import_measured', 'replay_receiver'].includes(name))
        return structuredClone(measured.raw(name, request)) as never;
      if (name !== 'add_photo') return structuredClone(matters!.raw(name, request)) as never;
      const made = photo((shots += 1), null);
      const ask = request as Commands['add_photo']['request'];
      if (measured.of(ask.inspection)) {
        measured.photo(ask.inspection, ask.item, { ...made, item: ask.item });
        return made as never;
      }
      run = { ...run, tray: [...run.tray, made] };
      return movePhoto(made.id, (request as Commands['add_photo']['request']).item) as never;
    },
    photoUrl: (_inspection, id) => picture(id),
    documentUrl: (id, act, lang) => `data:text/plain,${id} ${act} ${lang}`,
    fileUrl: (id, sha256) => `data:text/plain,${id} ${sha256}`,
    surveyUrl: (id, format, lang) => `data:text/plain,${id} ${format} ${lang}`,
    onChanged: () => () => undefined,
  };
}
