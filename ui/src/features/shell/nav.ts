// Which places a person has, by host and role. Hiding is courtesy; the host decides what is allowed.
import type { Component } from 'svelte';
import {
  Building,
  Calendar,
  Camera,
  Flag,
  Folder,
  Inbox,
  Refresh,
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

export function placesFor(session: SessionView): Place[] {
  if (session.host === 'window') return [today, projects, capture, inbox, { ...findings, railOnly: true }, sync, me];
  switch (session.role) {
    case 'administrator':
      return [projects, people, organisations, devices, me];
    case 'window':
      return [projects, organisations, findings, inbox, me];
    case 'inspector':
      return [today, projects, findings, inbox, me];
    default:
      return [projects, findings, inbox, me];
  }
}

export const homeFor = (session: SessionView): string =>
  session.host === 'window' || session.role === 'inspector' ? '/today' : '/projects';

/** Who may make and import projects in the browser. */
export const mayCreate = (session: SessionView): boolean =>
  session.host === 'browser' && ['administrator', 'window', 'owner'].includes(session.role ?? '');
