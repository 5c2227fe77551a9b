// Local systems of the host in memory: one town's, sealed with a passphrase and locked; without them a host whose keystore is silent.
import type { Commands, LocalSystemsView } from '../../contract/generated';
import { ProblemError } from '../platform';

type Handlers = { [N in keyof Commands]?: (request: Commands[N]['request']) => Commands[N]['response'] };

export const samplePassphrase = 'correct horse battery';

const refused = (why: string, rule: string) =>
  new ProblemError({
    code: 'refused',
    message: `按规则不能进行：${rule}。没有改动任何内容。`,
    next: '按规则先办理前面的步骤。',
    params: { why, rule },
  });

export function localSystems() {
  let passphrase = samplePassphrase;
  let view: LocalSystemsView = {
    systems: [
      { name: '示例市 2000', kind: 'four_parameter', for_files: true },
      { name: '1954 年北京坐标系', kind: 'seven_parameter', for_files: true },
    ],
    key: 'passphrase',
    locked: true,
  };
  const open = (given: string): void => {
    if (given !== passphrase) throw refused('wrong_passphrase', '口令不正确');
    view = { ...view, locked: false };
  };
  const handlers: Handlers = {
    local_systems: () => view,
    put_local_system: ({ name, system, passphrase: given }) => {
      if (view.key === 'none') {
        if (given === null) throw refused('passphrase_needed', '本机的系统密钥库没有应答');
        passphrase = given;
        view = { ...view, key: 'passphrase', locked: false };
      } else if (view.locked) open(given ?? '');
      const others = view.systems.filter((one) => one.name !== name);
      const systems = [...others, { name, kind: system.kind, for_files: true }];
      return (view = { ...view, systems: systems.sort((a, b) => (a.name < b.name ? -1 : 1)) });
    },
    remove_local_system: ({ name }) => {
      const systems = view.systems.filter((one) => one.name !== name);
      return (view = systems.length ? { ...view, systems } : { systems, key: 'none', locked: false });
    },
    unlock_local_systems: ({ passphrase: given }) => {
      open(given);
      return view;
    },
    lock_local_systems: () => (view = { ...view, locked: view.key === 'passphrase' }),
  };
  /** Refuses a file in a system that is locked. */
  const use = (name: string | undefined): boolean => {
    if (name === undefined) return false;
    if (view.locked) throw refused('passphrase_needed', '请先输入口令');
    return true;
  };
  return { handlers, use };
}
