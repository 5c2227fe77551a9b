// Which places a person has, by host and role. Hiding is courtesy; the host decides what is allowed.
import type { Component } from 'svelte';
import {
  Building,
  Calendar,
  Camera,
  Files,
  Flag,
  Folder,
  Gauge,
  Inbox,
  ListChecks,
  Procedures,
  Refresh,
  Ruler,
  Smartphone,
  User,
  Users,
} from '../../components/icons';
import type { SessionView } from '../../lib/contract/generated';
import type { Key } from '../../lib/i18n/words.svelte';

export interface Place {
  path: string;
  key: Key;
  icon: Component;
  /** Only on the rail, not among the five tabs. */
  railOnly?: boolean;
}

const today: Place = { path: '/today', key: 'nav.today', icon: Calendar };
const projects: Place = { path: '/projects', key: 'nav.projects', icon: Folder };
const capture: Place = { path: '/capture', key: 'nav.capture', icon: Camera };
const findings: Place = { path: '/findings', key: 'nav.findings', icon: Flag };
const inbox: Place = { path: '/inbox', key: 'nav.inbox', icon: Inbox };
const sync: Place = { path: '/sync', key: 'nav.sync', icon: Refresh, railOnly: true };
const me: Place = { path: '/me', key: 'nav.me', icon: User };
const people: Place = { path: '/people', key: 'nav.people', icon: Users };
const organisations: Place = { path: '/organisations', key: 'nav.organisations', icon: Building };
const devices: Place = { path: '/devices', key: 'nav.devices', icon: Smartphone };

const surveys: Place = { path: '/surveys', key: 'nav.surveys', icon: Ruler };
const owed: Place = { path: '/owed', key: 'nav.owed', icon: ListChecks };
const cases: Place = { path: '/cases', key: 'nav.cases', icon: Files };
const board: Place = { path: '/board', key: 'nav.board', icon: Gauge };
const procedures: Place = { path: '/procedures', key: 'nav.procedures', icon: Procedures };
/** Not among the five tabs of a phone: reached there from "me". */
const aside = (place: Place): Place => ({ ...place, railOnly: true });

const inWindow = (session: SessionView): Place[] => {
  switch (session.role) {
    case 'owner':
    case 'agent':
      return [owed, projects, surveys, inbox, aside(findings), sync, me];
    case 'window':
    case 'approver':
      return [cases, projects, surveys, inbox, aside(findings), sync, me];
    case 'leader':
      return [board, cases, projects, aside(surveys), inbox, aside(findings), sync, me];
    case 'surveyor':
      return [today, projects, surveys, aside(capture), inbox, aside(findings), sync, me];
    default:
      return [today, projects, capture, inbox, aside(findings), sync, me];
  }
};

export function placesFor(session: SessionView): Place[] {
  if (session.host === 'window') return inWindow(session);
  switch (session.role) {
    case 'administrator':
      return [projects, people, organisations, procedures, aside(surveys), aside(devices), me];
    case 'owner':
    case 'agent':
      return [owed, projects, aside(surveys), findings, inbox, me];
    case 'window':
      return [cases, projects, organisations, aside(surveys), aside(findings), inbox, me];
    case 'approver':
      return [cases, projects, surveys, aside(findings), inbox, me];
    case 'leader':
      return [board, cases, projects, aside(surveys), aside(findings), inbox, me];
    case 'surveyor':
      return [projects, surveys, findings, inbox, me];
    case 'inspector':
      return [today, projects, findings, inbox, me];
    default:
      return [projects, findings, inbox, me];
  }
}

/** Who decides cases, or watches those who do. */
export const seesInbox = (session: SessionView): boolean =>
  ['approver', 'window', 'leader'].includes(session.role ?? '');

export function homeFor(session: SessionView): string {
  if (session.role === 'owner' || session.role === 'agent') return '/owed';
  if (session.role === 'approver' || session.role === 'window') return '/cases';
  if (session.role === 'leader') return '/board';
  if (session.role === 'surveyor' && session.host === 'browser') return '/surveys';
  return session.host === 'window' || session.role === 'inspector' ? '/today' : '/projects';
}

/** Who may make and import projects in the browser. */
export const mayCreate = (session: SessionView): boolean =>
  session.host === 'browser' && ['administrator', 'window', 'owner'].includes(session.role ?? '');

/** Who has deadlines to put into a calendar. */
export const hasFeed = (session: SessionView): boolean =>
  session.host === 'browser' && ['owner', 'agent', 'approver', 'window', 'leader'].includes(session.role ?? '');
