// What the sample knows of its projects beside their cases: green channel, stage, recorded dates, exceptions. Each host in memory has its own.
import type { GateException, Stage } from '../../contract/generated';
import { shen } from './records';
import { projects } from './sample';

export interface Facts {
  /** Reason of the green channel, by project. */
  green: { [project: string]: string };
  stages: { [project: string]: Stage };
  /** Recorded days by their key, by project. */
  dates: { [project: string]: { [key: string]: string } };
  /** Exceptions by the key of what was missing, by project. */
  exceptions: { [project: string]: { [key: string]: GateException } };
}

export const makeFacts = (): Facts => ({
  green: { p3: '省重点民生项目（浙发改〔2025〕118号）' },
  stages: Object.fromEntries(projects.map((project) => [project.id, project.stage])),
  dates: {
    p1: {
      start_notice: '2026-05-06',
      site_check: '2026-02-26',
      agent: '2026-03-03',
      land: '2026-03-19',
      start: '2026-05-06',
      water: '2026-04-20',
      power: '2026-04-24',
      gas: '2026-12-10',
      road: '2026-04-15',
    },
    p2: {},
    p3: { start_notice: '2025-03-12' },
    p4: { start_notice: '2026-08-05' },
    p6: {
      start_notice: '2024-05-08',
      structure_acceptance: '2025-11-20',
      site_check: '2024-02-27',
      land: '2024-03-22',
      start: '2024-05-08',
      water: '2024-04-18',
      power: '2024-04-30',
      gas: '2024-05-06',
      road: '2024-04-12',
      'date:P5-05': '2027-03-15',
    },
  },
  exceptions: {
    p3: {
      structure_acceptance: {
        missing: { zh: '主体结构验收', en: 'acceptance of the structure' },
        reason: '验收已于10月20日通过，报告原件在途，已收扫描件，7日内补交。',
        by: shen,
        at: '2026-10-23T15:20:00+08:00',
      },
    },
  },
});
