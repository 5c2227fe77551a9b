// Who fetched files that were given for the sample's projects: one long log, one short, the others empty.
import type { FetchRow } from '../../contract/generated';
import { plus } from './days';
import { today } from './sample';

const offices: [id: string, organisation: string, person: string, name: string][] = [
  ['o-nrp', '滨湖区自然资源和规划局', 'person-gu', '顾晓岚'],
  ['o-hud', '滨湖区住房和城乡建设局', 'person-zhou', '周文涛'],
  ['o-frb', '滨湖区消防救援大队', 'person-ma', '马志远'],
  ['o-eco', '嘉兴市生态环境局滨湖分局', 'person-tang', '唐敏'],
  ['o-rev', '嘉兴市建设工程施工图审查中心', 'person-xu', '徐国平'],
];
const files = [
  '总平面图 V3.pdf',
  '规划条件书.pdf',
  '消防设计文件 S-01至S-07.pdf',
  '岩土工程勘察报告.pdf',
  '建设工程规划许可证申请表.pdf',
  '企业投资项目备案信息表.pdf',
  '国有建设用地使用权出让合同.pdf',
];

const row = (index: number, back: number): FetchRow => {
  const [organisation_id, organisation, person, name] = offices[index % offices.length]!;
  return {
    organisation,
    organisation_id,
    person: { id: person, name },
    file_name: files[(index * 3) % files.length]!,
    at: `${plus(today, -back)}T${String(16 - (index % 8)).padStart(2, '0')}:${String((index * 13) % 60).padStart(2, '0')}:00+08:00`,
  };
};

export function fetchesOf(project: string): FetchRow[] {
  const count = project === 'p5' ? 27 : project === 'p1' ? 4 : 0;
  return Array.from({ length: count }, (_, index) => row(index, Math.floor(index / 3) + 1));
}
