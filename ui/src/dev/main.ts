// The screens on the host in memory: `npm run dev`, then /dev.html?role=owner&host=browser&lang=en&theme=sun&text=200.
import { mount } from 'svelte';
import App from '../App.svelte';
import conditions from '../../../catalogue/conditions.toml?raw';
import departments from '../../../catalogue/departments.toml?raw';
import procedure from '../../../catalogue/procedures/zj-gen.toml?raw';
import source from '../../../catalogue/templates/jgj59-v1.toml?raw';
import type { SessionView } from '../lib/contract/generated';
import { readChecklist } from '../lib/platform/memory/checklist';
import { memoryPlatform } from '../lib/platform/memory/memory';
import '../styles/tokens.css';
import '../styles/base.css';

const matters = Object.values(
  import.meta.glob<string>('../../../catalogue/matters/*.toml', { query: '?raw', import: 'default', eager: true }),
);
const wish = new URLSearchParams(location.search);
const role = wish.get('role') ?? 'inspector';
const platform = memoryPlatform({
  checklist: readChecklist(source),
  catalogue: { procedure, departments, conditions, matters },
  role: role === 'nobody' ? null : (role as SessionView['role']),
  host: wish.get('host') === 'browser' ? 'browser' : 'window',
  lang: wish.get('lang') === 'en' ? 'en' : 'zh',
  theme: (wish.get('theme') ?? 'light') as SessionView['preferences']['theme'],
  text: Number(wish.get('text') ?? 100),
});
const target = document.getElementById('app');
if (target) mount(App, { target, props: { platform } });
