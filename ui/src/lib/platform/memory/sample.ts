// Made-up people, firms and projects for looking at the screens without a host.
import type {
  FindingRow,
  InspectionRow,
  ProjectRow,
  SessionView,
  Stage,
  StageView,
  Text,
} from '../../contract/generated';

export const chen = { id: 'person-chen', name: '陈卫东' };
export const wang = { id: 'person-wang', name: '王海燕' };
export const today = '2026-11-23';
const persons: { [role: string]: { id: string; name: string } } = {
  owner: { id: 'person-limin', name: '李敏' },
  approver: { id: 'person-zhou', name: '周文涛' },
  window: { id: 'person-shen', name: '沈洁' },
  surveyor: { id: 'person-zhao', name: '赵刚' },
};
const organisations: { [role: string]: string } = {
  owner: '东湖科创开发有限公司',
  approver: '住房和城乡建设局',
  window: '滨湖区政务服务中心',
  surveyor: '示例测绘院有限公司',
};
const stageNames: [Stage, string, string][] = [
  ['registration', '注册', 'Registration'],
  ['establishment', '立项', 'Establishment'],
  ['commencement', '开工', 'Commencement'],
  ['construction', '建设', 'Construction'],
  ['completion', '竣工', 'Completion'],
  ['commissioning', '投产', 'Commissioning'],
];

export function sessionOf(
  role: SessionView['role'],
  host: SessionView['host'],
  lang: 'zh' | 'en',
  theme: SessionView['preferences']['theme'],
  text: number,
): SessionView {
  return {
    host,
    person: role ? (persons[role] ?? chen) : null,
    role,
    organisation: { id: 'org-1', name: organisations[role ?? ''] ?? '滨湖区建设工程质量安全服务中心' },
    device: 'device-1',
    device_name: '外业平板 3 号',
    centre: 'https://centre.example',
    must_change_password: false,
    sample: false,
    online: false,
    clock_offset_s: 4,
    preferences: { lang, theme, text_percent: text, photos_wifi_only: true },
    version: '0.1.0',
    today,
  };
}

const named: [string, string, Stage, string, number, number][] = [
  ['p1', '东湖科创园三期 2# 楼', 'construction', '2025-330411-47-01-018834', 3, 0],
  ['p2', '云岭光谷配套厂房', 'commencement', '2026-330411-39-01-027215', 0, 0],
  ['p3', '示例医院改建工程', 'completion', '2024-330402-83-01-004417', 2, 1],
  ['p4', '海湾物流仓储中心二期及配套道路工程', 'construction', '2025-330482-59-01-011902', 1, 0],
  ['p5', '虹桥湾数字产业园', 'commencement', '2026-330411-14-01-018831', 0, 0],
  ['p6', '临江四号厂房', 'commissioning', '2023-330402-33-01-002276', 0, 0],
  ['p7', '城北学校迁建', 'registration', '2026-330402-82-01-030118', 0, 0],
];
export const projects: ProjectRow[] = named.map(([id, name, stage, code, findings_open, findings_overdue], index) => ({
  id,
  code,
  name,
  stage,
  district: index % 2 ? '示例县' : '滨湖区',
  owner: index % 2 ? '示例建设发展有限公司' : '东湖科创开发有限公司',
  address: '滨湖区科创大道 88 号',
  inspections_open: index === 0 ? 1 : 0,
  findings_open,
  findings_overdue,
  assigned: true,
}));

export function stagesOf(project: ProjectRow): StageView[] {
  const at = stageNames.findIndex(([stage]) => stage === project.stage);
  return stageNames.map(([stage, zh, en], index) => ({
    stage,
    name: { zh, en },
    state: index < at ? 'done' : index === at ? 'current' : 'ahead',
    inspections: 0,
    matters: [
      {
        code: 'M1',
        name: { zh: '建筑工程施工许可证核发', en: 'Construction permit' },
        department: { zh: '住建局', en: 'Housing and construction bureau' },
      },
      {
        code: 'M2',
        name: { zh: '建设工程质量安全监督手续', en: 'Quality and safety supervision' },
        department: { zh: '住建局', en: 'Housing and construction bureau' },
      },
    ],
    templates:
      stage === 'construction'
        ? [
            template('JGJ59', '建筑施工安全检查（JGJ 59-2011）', 'Construction safety inspection (JGJ 59-2011)', 189),
            template('JGJ59N', '安全检查实测项', 'Measured safety checks', 44),
            template('DUST', '扬尘与文明施工', 'Dust and civilised construction', 11),
          ]
        : [],
  }));
}
const template = (code: string, zh: string, en: string, items: number) => ({
  code,
  version: 1,
  name: { zh, en },
  standard: 'JGJ 59-2011',
  items,
  stages: ['construction' as Stage],
});

export const inspectionRow = (id: string, change: Partial<InspectionRow> = {}): InspectionRow => ({
  id,
  project: 'p1',
  project_name: '东湖科创园三期 2# 楼',
  template: 'JGJ59',
  template_name: { zh: '建筑施工安全检查', en: 'Construction safety inspection' },
  stage: 'construction',
  state: 'in_progress',
  delivery: 'queued',
  answered: 0,
  items: 189,
  failed: 0,
  photos: 0,
  conflicts: 0,
  score: null,
  started_by: chen,
  started_at: '2026-11-23T08:12:00+08:00',
  changed_at: '2026-11-23T10:42:00+08:00',
  ...change,
});

const finding = (id: string, number: string, title: Text, change: Partial<FindingRow>): FindingRow => ({
  id,
  number,
  project: 'p1',
  project_name: '东湖科创园三期 2# 楼',
  inspection: 'i2',
  item: 'B14-02',
  title,
  note: '',
  severity: 'major',
  state: 'open',
  due: '2026-11-27',
  working_days_left: 4,
  provisional: false,
  delivery: 'queued',
  ...change,
});
export const findings: FindingRow[] = [
  finding(
    'f1',
    '3-12',
    { zh: '施工现场防火', en: 'Site fire protection' },
    {
      project: 'p3',
      project_name: '示例医院改建工程',
      due: '2026-11-20',
      working_days_left: -1,
      severity: 'critical',
      note: '动火作业无监护，灭火器过期两具',
    },
  ),
  finding(
    'f2',
    '2-04',
    { zh: '接地与接零保护系统', en: 'Earthing and neutral protection' },
    { due: '2026-11-23', working_days_left: 0, state: 'replied', note: '重复接地仅一处，东侧配电箱未接' },
  ),
  finding(
    'f3',
    '2-05',
    { zh: '脚手板与防护栏杆', en: 'Boards and guard rails' },
    { working_days_left: 4, note: '三层北侧脚手板未满铺' },
  ),
  finding(
    'f4',
    '1-02',
    { zh: '安全标志', en: 'Safety signs' },
    {
      state: 'closed',
      severity: 'minor',
      due: '2027-01-08',
      working_days_left: 30,
      provisional: true,
      delivery: 'filed',
    },
  ),
];
