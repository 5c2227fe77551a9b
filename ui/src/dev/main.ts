// The screens on the host in memory: `npm run dev`, then /dev.html?role=owner&host=browser&lang=en&theme=sun&text=200.
import { mount } from 'svelte';
import App from '../App.svelte';
import source from '../../../catalogue/templates/jgj59-v1.toml?raw';
import type { SessionView } from '../lib/contract/generated';
import { readChecklist } from '../lib/platform/memory/checklist';
import { memoryPlatform } from '../lib/platform/memory/memory';
import '../styles/tokens.css';
import '../styles/base.css';

const wish = new URLSearchParams(location.search);
const role = wish.get('role') ?? 'inspector';
const platform = memoryPlatform({
  checklist: readChecklist(source),
  role: role === 'nobody' ? null : (role as SessionView['role']),
  host: wish.get('host') === 'browser' ? 'browser' : 'window',
  lang: wish.get('lang') === 'en' ? 'en' : 'zh',
  theme: (wish.get('theme') ?? 'light') as SessionView['preferences']['theme'],
  text: Number(wish.get('text') ?? 100),
});
const target = document.getElementById('app');
if (target) mount(App, { target, props: { platform } });
